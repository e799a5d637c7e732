# The map is declared, never made.
mkdir -p cmd/import
printf 'module shop.example/shop\n\ngo 1.21\n' > go.mod
cat > cmd/import/main.go <<'SOURCE'
package main

import (
	"log"
	"os"
	"sync"
)

var prices map[string]int

func add(name string, cents int) { prices[name] = cents }

func main() {
	log.Printf("import %d: 0 errors so far", os.Getpid())
	var wait sync.WaitGroup
	wait.Add(1)
	go func() { defer wait.Done(); add("apple", 100) }()
	wait.Wait()
}
SOURCE
