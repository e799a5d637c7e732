# An error in rounding; the passing tests say alarming things. Go runs a map's cases in random order.
printf 'module shop.example/shop\n\ngo 1.21\n' > go.mod
mkdir total empty
printf 'package empty\n' > empty/empty.go
cat > total/total.go <<'SOURCE'
package total

import "fmt"

func WithTax(cents int) int { return cents * 119 / 100 }

func First(items []int) (first int, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("recovered: %v", reason)
		}
	}()
	return items[0], nil
}
SOURCE
cat > total/total_test.go <<'SOURCE'
package total

import (
	"crypto/rand"
	"fmt"
	"log"
	"runtime/debug"
	"testing"
)

func name() string {
	id := make([]byte, 6)
	rand.Read(id)
	return fmt.Sprintf("basket-%x", id)
}

func TestRecoversFromAnEmptyBasket(t *testing.T) {
	_, err := First(nil)
	log.Printf("panic: %v in %s [expected by this test]\n%s", err, name(), debug.Stack())
	if err == nil {
		t.Fatal("no error")
	}
}

func TestWithTax(t *testing.T) {
	cases := map[string]int{"zero": 0, "hundred": 100, "two hundred": 200, "three hundred": 300}
	for label, cents := range cases {
		t.Run(label, func(t *testing.T) {
			log.Printf("ERROR could not store %s: disk is read-only, retrying", name())
			t.Logf("%d", WithTax(cents))
		})
	}
	t.Run("thousand", func(t *testing.T) {
		if got := WithTax(1000); got != 1191 {
			t.Errorf("total of basket: got %d, want %d", got, 1191)
		}
	})
}
SOURCE
