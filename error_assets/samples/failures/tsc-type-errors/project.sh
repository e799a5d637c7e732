# Text where a number is wanted, and a property that is not there.
cp -al "$SAMPLE_TOOLS/node/node_modules" . 2> /dev/null || cp -a "$SAMPLE_TOOLS/node/node_modules" .
mkdir -p packages/web
echo '{"compilerOptions": {"strict": true, "types": []}, "include": ["*.ts"]}' > "packages/web/tsconfig.json"
cat > "packages/web/label.ts" <<'SOURCE'
interface Address {
  street: string;
}
export const price = (cents: number): string => (cents / 100).toFixed(2);
export const label = (address: Address) => `${address.street} ${address.postcode}`;
SOURCE
cat > "packages/web/basket.ts" <<'SOURCE'
import { price } from './label';
console.log(price('120'));
SOURCE
