// A route passes depots.
include "depot.thrift"
