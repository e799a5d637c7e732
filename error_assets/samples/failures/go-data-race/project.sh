# A counter without a lock, raced by two goroutines.
printf 'module shop.example/shop\n\ngo 1.21\n' > go.mod
cat > stock_test.go <<'SOURCE'
package stock

import (
	"sync"
	"testing"
)

type Stock struct{ left int }

func (s *Stock) Sell() { s.left-- }

func TestSells(t *testing.T) {
	stock := &Stock{left: 2}
	var wait sync.WaitGroup
	for i := 0; i < 2; i++ {
		wait.Add(1)
		go func() { defer wait.Done(); stock.Sell() }()
	}
	wait.Wait()
}
SOURCE
