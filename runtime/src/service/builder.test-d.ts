import { expectTypeOf } from "vitest";
import { ServiceBuilder } from "./builder.ts";
import { layerFn, optionLayer, stack } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { mapResponse } from "./map.ts";
import { serviceFn } from "./service.ts";
import type { Service } from "./service.ts";
import { timeout } from "./timeout.ts";

interface Cx {
  user: string;
}
type Text = Service<Cx, string, string>;
type Numbers = Service<Cx, number, number>;

declare const textOnNumbers: Layer<Numbers, Text>;
declare const numbersOnText: Layer<Text, Numbers>;
declare const text: Text;
declare const numbers: Numbers;
declare const dates: Service<Cx, Date, Date>;

expectTypeOf(new ServiceBuilder().layer(textOnNumbers).service(numbers)).toEqualTypeOf<Text>();
expectTypeOf(
  new ServiceBuilder().layer(textOnNumbers).layer(numbersOnText).service(text),
).toEqualTypeOf<Text>();

// @ts-expect-error: the outer layer wraps services of numbers, the inner one makes services of text
new ServiceBuilder().layer(textOnNumbers).layer(textOnNumbers);
// @ts-expect-error: the innermost layer wraps services of numbers
new ServiceBuilder().layer(textOnNumbers).service(text);
// @ts-expect-error: the innermost layer wraps services of numbers
new ServiceBuilder().layer(textOnNumbers).layer(timeout(5)).service(dates);
// @ts-expect-error: stack applies the inner one first
stack(textOnNumbers, textOnNumbers);
expectTypeOf(stack(textOnNumbers, numbersOnText)).toEqualTypeOf<Layer<Numbers, Numbers>>();

// Layers for every type leave the type alone, wherever they stand.
expectTypeOf(new ServiceBuilder().timeout(5).service(dates)).toEqualTypeOf<Service<Cx, Date, Date>>();
expectTypeOf(
  new ServiceBuilder()
    .layer(timeout(5))
    .layer(textOnNumbers)
    .layer(optionLayer(timeout(1)))
    .service(numbers),
).toEqualTypeOf<Text>();

// A builder is a layer, of any type while it holds none of its own.
expectTypeOf(new ServiceBuilder().layer(textOnNumbers)).toExtend<Layer<Numbers, Text>>();
expectTypeOf(
  new ServiceBuilder()
    .layer(new ServiceBuilder().timeout(5))
    .layer(new ServiceBuilder().layer(textOnNumbers))
    .service(numbers),
).toEqualTypeOf<Text>();
// @ts-expect-error: a nested builder is checked like any other layer
new ServiceBuilder().layer(textOnNumbers).layer(new ServiceBuilder().layer(textOnNumbers));

// Functions are typed by the layers around them.
new ServiceBuilder().layer(textOnNumbers).serviceFn((cx, req) => {
  expectTypeOf(cx).toEqualTypeOf<Cx>();
  expectTypeOf(req).toEqualTypeOf<number>();
  return req;
});
// @ts-expect-error: the layer wants numbers back
new ServiceBuilder().layer(textOnNumbers).serviceFn((_cx, req) => String(req));
new ServiceBuilder().layerFn((inner: Numbers): Text =>
  serviceFn(async (cx, req) => String(await inner.call(cx, Number(req)))),
);

expectTypeOf(mapResponse((res: string, cx: Cx) => res.length + cx.user.length).layer(text)).toEqualTypeOf<
  Service<Cx, string, number>
>();
// @ts-expect-error: the service answers with numbers
mapResponse((res: string) => res.length).layer(numbers);
expectTypeOf(layerFn((inner: Text) => inner)).toExtend<Layer<Text>>();
