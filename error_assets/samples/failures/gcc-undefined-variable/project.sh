# A typo in one of two sources; built out of tree in a folder with a random name.
build="build-$(od -An -N3 -tx1 /dev/urandom | tr -d ' \n')"
mkdir -p src "$build"
cat > src/basket.c <<'SOURCE'
#include <stdio.h>

int basket_total(int unit_price, int amount) {
    int rounded = 0;
    printf("adding %d\n", amount);
    return unit_prise * amount;
}

int basket_is_empty(const struct basket *basket) {
    return basket->amount == 0;
}
SOURCE
cat > src/main.c <<'SOURCE'
int basket_total(int unit_price, int amount);
int main(void) { return basket_total(3, 4) != 12; }
SOURCE
cat > Makefile <<MAKE
CFLAGS = -Wall -Wextra -fdiagnostics-color=always
shop: $PWD/$build/basket.o $PWD/$build/main.o
	\$(CC) -o \$@ \$^
$PWD/$build/%.o: $PWD/src/%.c
	\$(CC) \$(CFLAGS) -c -o \$@ \$<
MAKE
