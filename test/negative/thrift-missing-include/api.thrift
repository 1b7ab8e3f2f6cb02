include "adress.thrift"
include "far/away.thrift"

service Parcels {
  void send() (api.post="/parcels")
}
