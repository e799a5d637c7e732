# A worker that stops too early.
printf 'module shop.example/shop\n\ngo 1.21\n' > go.mod
cat > queue_test.go <<'SOURCE'
package queue

import (
	"sync"
	"testing"
)

func drain(orders chan int, wait *sync.WaitGroup) {
	defer wait.Done()
	for range orders {
	}
}

func TestDrains(t *testing.T) {
	orders := make(chan int)
	var wait sync.WaitGroup
	wait.Add(3)
	for range 3 {
		go drain(orders, &wait)
	}
	wait.Wait()
}
SOURCE
sed -i 's/go 1.21/go 1.22/' go.mod
