include "route.thrift"
