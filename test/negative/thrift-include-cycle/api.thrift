include "parts/depot.thrift"

service Parcels {
  void send() (api.post="/parcels")
}
