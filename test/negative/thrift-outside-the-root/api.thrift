include "../thrift-missing-include/address.thrift"
include "/etc/hosts.thrift"

service Parcels {
  void send() (api.post="/parcels")
}
