# basket_first() returns NULL for an empty basket and the caller does not look.
cat > checks.c <<'SOURCE'
#include <stdio.h>
#include <unistd.h>
struct item { int price; };
static struct item *basket_first(struct item *items, int amount) { return amount ? items : NULL; }
int main(void) {
    struct item items[2] = {{3}, {4}};
    printf("check 1: full basket at %p\n", (void *)items);
    fprintf(stderr, "[%d] ERROR basket rejected: negative amount (expected by check 2)\n", (int)getpid());
    printf("check 2: ok\n");
    fflush(stdout);
    return basket_first(items, 0)->price;
}
SOURCE
printf 'checks: checks.c\n\tgcc -g -O0 -o checks checks.c\n' > Makefile
cat > run-checks.sh <<'SCRIPT'
#!/usr/bin/env bash
./checks
code=$?
echo "checks ended with $code"
exit $code
SCRIPT
chmod +x run-checks.sh
