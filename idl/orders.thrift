/** The orders of a shop: customers place them, the staff looks after them. */
namespace js shop

include "money.thrift"

/** Most items of one order. */
const i32 MAX_ITEMS = 20

enum OrderStatus {
  PLACED = 1
  PAID = 2
  SHIPPED = 3
  CANCELLED = 4
}

struct Item {
  /** Two letters and four digits. */
  1: required string sku (api.vd = "regexp('^[A-Z]{2}-[0-9]{4}$'); msg:'a sku looks like AB-1234'")
  2: required i32 quantity (api.vd = "$ > 0 && $ <= 100")
  3: required money.Money price
}

struct Card {
  /** The last four digits. */
  1: required string lastDigits (api.vd = "regexp('^[0-9]{4}$')")
  2: required string token
}

/** How an order was paid: in exactly one of these ways. */
union Payment {
  1: Card card
  /** Code of a voucher. */
  2: string voucher
  /** Reference of a bank transfer. */
  3: string transfer
}

/** An order as the shop keeps it. */
struct Order {
  1: required i64 id (api.js_conv = "true")
  2: required string customer
  3: required list<Item> items
  4: required OrderStatus status
  5: required i64 placedAt (api.js_conv = "true")
  6: optional Payment payment
  7: optional string note
  8: optional set<string> labels
}

/** There is no such order, or it is somebody else's. */
exception OrderNotFound {
  1: required i64 id (api.js_conv = "true")
} (api.http_code = "404")

/** The order is past the point where this can be done. */
exception OrderLocked {
  1: required OrderStatus status
  2: required string reason
} (api.http_code = "409")

struct PlaceOrderRequest {
  /** Makes it safe to send the order again. */
  1: required string idempotencyKey (api.header = "Idempotency-Key", api.vd = "len($) >= 8 && len($) <= 64")
  2: required list<Item> items (api.body = "items", api.vd = "len($) > 0 && len($) <= 20")
  3: optional string note (api.body = "note", api.vd = "?; mblen($) <= 200")
  4: optional set<string> labels (api.body = "labels")
}

struct PlaceOrderResult {
  1: required Order order (api.body = "order")
  2: i32 code = 201 (api.http_code = "")
  3: required string location (api.header = "Location")
  /** Lets the shop greet the customer again. */
  4: optional string lastOrder (api.cookie = "lastOrder; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax")
}

struct GetOrderRequest {
  1: required i64 id (api.path = "id")
}

struct ListOrdersRequest {
  1: optional list<OrderStatus> status (api.query = "status")
  2: i32 limit = 10 (api.query = "limit", api.vd = "$ > 0 && $ <= 100")
  3: optional i64 after (api.query = "after")
}

struct ListOrdersResult {
  1: required list<Order> orders
  /** Pass it as `after` for the next page; absent on the last one. */
  2: optional i64 next (api.js_conv = "true")
  3: required i32 total (api.header = "X-Total-Count")
}

struct PayOrderRequest {
  1: required i64 id (api.path = "id")
  2: required Payment payment (api.body = "payment")
}

struct LastOrderRequest {
  1: optional string lastOrder (api.cookie = "lastOrder")
}

/** What customers do. */
service OrderService {
  /** Places an order. */
  PlaceOrderResult placeOrder(1: PlaceOrderRequest request) (api.post = "/orders")

  /** Lists orders, newest first, a page at a time. */
  ListOrdersResult listOrders(1: ListOrdersRequest request) (api.get = "/orders")

  /** The order that this browser placed last. */
  Order lastOrder(1: LastOrderRequest request) throws (1: OrderNotFound missing) (api.get = "/orders/last")

  Order getOrder(1: GetOrderRequest request) throws (1: OrderNotFound missing) (api.get = "/orders/:id")

  /** Pays an order. */
  Order payOrder(1: PayOrderRequest request)
    throws (1: OrderNotFound missing, 2: OrderLocked locked) (api.post = "/orders/:id/payment")

  /** Calls an order off, as long as it has not been shipped. */
  void cancelOrder(1: GetOrderRequest request)
    throws (1: OrderNotFound missing, 2: OrderLocked locked) (api.delete = "/orders/:id")
} (api.base_domain = "http://localhost:8080")

struct ShipOrderRequest {
  1: required i64 id (api.path = "id")
  2: required string carrier (api.body = "carrier", api.vd = "in($, 'dhl', 'ups', 'sf')")
  3: optional i32 parcels = 1 (api.body = "parcels", api.vd = "$ > 0 && $ <= 9")
}

struct Revenue {
  /** By currency. */
  1: required map<money.Currency, i64> byCurrency (api.js_conv = "true")
  /** How many orders there are of each status. */
  2: required map<OrderStatus, i32> byStatus
}

struct RemindRequest {
  1: required i64 id (api.path = "id")
  2: string text = "Please pay your order." (api.body = "text")
}

/** What the staff does besides. */
service OrderAdminService extends OrderService {
  /** Hands an order over to a carrier. */
  Order shipOrder(1: ShipOrderRequest request)
    throws (1: OrderNotFound missing, 2: OrderLocked locked) (api.post = "/admin/orders/:id/shipment", api.middleware = "staff")

  Revenue revenue() (api.get = "/admin/revenue", api.middleware = "staff")

  /** Reminds a customer, some time soon. */
  oneway void remind(1: RemindRequest request) (api.post = "/admin/orders/:id/reminder", api.middleware = "staff")
}
