/** OpenAPI. */
export const openapiCodes = {
  VG2001: { severity: "error", title: "A document does not say which version of OpenAPI it follows." },
  VG2002: { severity: "error", title: "A document names a version of OpenAPI that does not exist." },
  VG2004: { severity: "error", title: "An OpenAPI document is not an object." },
  VG2010: { severity: "error", title: "A required field is missing." },
  VG2011: {
    severity: "error",
    title: "A descriptive field that the specification requires is missing.",
    repair: "An empty text is assumed.",
  },
  VG2012: {
    severity: "error",
    title: "A field is not known to the specification.",
    repair: "The field is ignored.",
  },
  VG2013: { severity: "error", title: "A field has a value that the specification does not allow." },
  VG2014: {
    severity: "error",
    title: "A descriptive field is not written in the format that the specification requires.",
    repair: "The text is taken as it is.",
  },
  VG2015: { severity: "error", title: "Two fields exclude each other, or one of two is needed." },
  VG2016: {
    severity: "error",
    title: "A list of a schema is empty.",
    repair: "It is taken as absent.",
  },
  VG2017: {
    severity: "error",
    title: "A descriptive field holds a number or a flag where a text is needed.",
    repair: "It is taken as the text that was written.",
  },
  VG2018: {
    severity: "error",
    title: "A document of OpenAPI 2.0 or 3.0 has no paths.",
    repair: "No operations are assumed.",
  },
  VG2020: {
    severity: "error",
    title: "Two operations have the same operationId.",
    repair: "The later operation is named after its method and path.",
  },
  VG2021: {
    severity: "error",
    title: "A parameter of a path template is not declared.",
    repair: "A required parameter of type string is assumed.",
  },
  VG2022: {
    severity: "error",
    title: "A declared path parameter does not occur in the path template.",
    repair: "The parameter is ignored.",
  },
  VG2023: {
    severity: "error",
    title: "A parameter is declared twice in one list.",
    repair: "The first declaration counts.",
  },
  VG2024: {
    severity: "error",
    title: "A path template is malformed.",
    repair: "The path and its operations are left out.",
  },
  VG2025: {
    severity: "error",
    title: "A name is not a legal header or cookie name.",
    repair: "What it names is left out; a security scheme is taken as a bearer token.",
  },
  VG2026: { severity: "info", title: "A header parameter or header that the specification says to ignore." },
  VG2027: {
    severity: "error",
    title: "A key of Responses is not a status, a range of statuses or `default`.",
    repair: "A range in lower case is read in upper case; any other key is ignored.",
  },
  VG2028: {
    severity: "error",
    title: "A text is not a media type.",
    repair: "What it describes is left out.",
  },
  VG2029: {
    severity: "error",
    title: "A path parameter is not marked as required.",
    repair: "It is taken as required.",
  },
  VG2030: {
    severity: "error",
    title: "A style does not exist for the type of a parameter.",
    repair: "Under deepObject an array is written in brackets; any other value takes the default style.",
  },
  VG2031: {
    severity: "error",
    title: "An operation declares no response.",
    repair: "A default response of any content is assumed.",
  },
  VG2032: {
    severity: "error",
    title: "A path holds a query or a fragment, which take no part in routing.",
    repair: "The path and its operations are left out.",
  },
  VG2040: {
    severity: "error",
    title: "A schema names a type that does not exist.",
    repair: "The name is ignored.",
  },
  VG2041: {
    severity: "error",
    title: "A pattern is not a regular expression of ECMA-262.",
    repair: "The pattern is ignored.",
  },
  VG2042: { severity: "info", title: "A pattern was rewritten so that it compiles with the flag `u`." },
  VG2043: {
    severity: "error",
    title: "A value of an enumeration is not of the type of its schema.",
    repair: "The value is left out; an enumeration of no value is ignored.",
  },
  VG2044: {
    severity: "error",
    title: "A value occurs twice in an enumeration.",
    repair: "The later one is ignored.",
  },
  VG2045: {
    severity: "error",
    title: "A default or a constant does not fit its schema.",
    repair: "It is ignored.",
  },
  VG2046: {
    severity: "error",
    title: "A lower bound is above its upper bound.",
    repair: "Both hold: no value is accepted.",
  },
  VG2047: {
    severity: "error",
    title: "A schema applies itself to the same value.",
    repair: "The schema constrains nothing.",
  },
  VG2048: { severity: "warning", title: "A schema constrains one JSON type and lets every other type pass." },
  VG2049: { severity: "warning", title: "Constraints beside `$ref` are ignored in OpenAPI 3.0." },
  VG2050: {
    severity: "error",
    title: "A format is not known.",
    repair: "The format is documented and not checked.",
  },
  VG2051: {
    severity: "warning",
    title: "`nullable` without effect by the letter of OpenAPI 3.0; null is let in.",
  },
  VG2052: { severity: "warning", title: "A keyword of a schema is not known and has no effect." },
  VG2054: {
    severity: "error",
    title: "The property of a discriminator is not declared or not required.",
    repair: "The members are told apart by trying them.",
  },
  VG2055: {
    severity: "error",
    title: "A discriminator maps a value to a schema that is not a member of the union.",
    repair: "The mapping is ignored.",
  },
  VG2056: { severity: "info", title: "A discriminator outside a union: the schema stands for its subtypes." },
  VG2057: {
    severity: "error",
    title: "A property is both readOnly and writeOnly.",
    repair: "Neither counts.",
  },
  VG2058: {
    severity: "error",
    title: "An array of OpenAPI 3.0 does not say what its items are.",
    repair: "Items of any type are assumed.",
  },
  VG2059: { severity: "warning", title: "A keyword has no effect on the type of its schema." },
  VG2060: { severity: "warning", title: "No value can satisfy a schema." },
  VG2061: {
    severity: "warning",
    title: "`format: binary` where no bytes can stand: the value is a plain string.",
  },
  VG2062: {
    severity: "error",
    title: "A reference leads to an object of another kind.",
    repair: "The target is read as what is needed; what does not fit is left out.",
  },
  VG2070: {
    severity: "error",
    title: "A security requirement names a scheme that is not defined.",
    repair: "A scheme of bearer tokens is assumed, whose verifier decides.",
  },
  VG2071: {
    severity: "warning",
    title: "A security requirement names a scope that its scheme does not define.",
  },
  VG2075: {
    severity: "error",
    title: "A variable of a server URL is not defined.",
    repair: "Its default is the empty text.",
  },
  VG2080: { severity: "warning", title: "The schema of a body is not enforced for its media type." },
  VG2081: { severity: "warning", title: "An encoding has no effect." },
  VG2082: {
    severity: "error",
    title: "A form is not described by an object schema.",
    repair: "Its fields are taken as any.",
  },
  VG2092: { severity: "info", title: "Links are kept in the representation; no code is generated for them." },
  VG2094: {
    severity: "info",
    title: "The schema of what a text contains is not enforced unless it is JSON.",
  },
  VG2200: { severity: "info", title: "A security scheme is used by no operation." },
  VG2201: { severity: "error", title: "The name of a scheme of HTTP authentication is not a token." },
  VG2203: {
    severity: "error",
    title: "Scopes are asked of a scheme that has none in OpenAPI 3.0.",
    repair: "They are handed to its verifier, as OpenAPI 3.1 allows.",
  },
  VG2204: { severity: "warning", title: "A secret would travel without encryption." },
  VG2205: { severity: "info", title: "A way of authentication that current practice advises against." },
  VG2206: {
    severity: "warning",
    title: "Two schemes of one alternative need the same header field: nobody can satisfy it.",
  },
  VG2210: {
    severity: "error",
    title: "The key of a callback is not an address made of runtime expressions.",
    repair: "What is sent there is left out.",
  },
  VG2211: {
    severity: "error",
    title: "The address of a callback is made of something that its operation does not have.",
    repair: "What is sent there is left out.",
  },
  VG2212: { severity: "info", title: "Callbacks of a webhook or of a callback are not generated." },
  VG2213: {
    severity: "info",
    title: "The security of a document is not asked of the API itself in webhooks and callbacks.",
  },
  VG2214: { severity: "info", title: "Servers of webhooks and callbacks have no effect." },
  VG2220: {
    severity: "error",
    title: "A schema requires a value of itself, so that no finite value satisfies it.",
    repair: "It is generated as it is.",
  },
  VG2221: { severity: "error", title: "No whole number lies between the bounds of an integer." },
  VG2223: { severity: "warning", title: "An example does not fit its schema." },
  VG2224: { severity: "warning", title: "A required property is not declared." },
  VG2225: {
    severity: "error",
    title: "A required property is not declared, and undeclared properties are not allowed.",
    repair: "The property is not required.",
  },
  VG2226: { severity: "warning", title: "A variable of a server does not occur in its URL." },
  VG2227: { severity: "error", title: "Two tags have the same name.", repair: "The first of them counts." },
  VG2228: { severity: "error", title: "More schemas apply to one value than can be worked with." },
  VG2240: { severity: "error", title: "Nothing that is generated depends on a part of the contract." },
  VG2241: {
    severity: "error",
    title: "A pattern takes exponential time on some texts.",
    repair: "The pattern is ignored.",
  },
  VG2242: {
    severity: "warning",
    title: "A pattern takes time that grows with a power of the length of a text: long texts are refused.",
  },
  VG2243: { severity: "warning", title: "It cannot be decided how long a pattern may take." },
  VG2244: { severity: "info", title: "A slow pattern is harmless because `maxLength` keeps texts short." },
  VG2245: {
    severity: "error",
    title: "A pattern of property names takes exponential time on some names.",
    repair: "The pattern is ignored.",
  },
  VG2246: {
    severity: "warning",
    title:
      "A pattern of property names takes time that grows with a power of the length of a name: long names are refused.",
  },
  VG2100: {
    severity: "error",
    title: "A schema of OpenAPI 2.0 uses a keyword of a later version.",
    repair: "It means what it means in OpenAPI 3.0.",
  },
  VG2101: {
    severity: "error",
    title: "A `collectionFormat` has no effect where it stands.",
    repair: "It is ignored: lists are separated by commas.",
  },
  VG2102: {
    severity: "error",
    title: "A list in a parameter, a header or a form of OpenAPI 2.0 holds lists.",
    repair: "The inner lists are handed over as texts.",
  },
  VG2103: {
    severity: "error",
    title: "An operation of OpenAPI 2.0 has several bodies, or a body and a form.",
    repair: "The first body counts.",
  },
  VG2104: {
    severity: "error",
    title: "A form of OpenAPI 2.0 has no media type of forms in `consumes`.",
    repair: "It is urlencoded, or multipart when it carries a file.",
  },
  VG2105: { severity: "warning", title: "A urlencoded form cannot carry a file and is not accepted." },
  VG2106: {
    severity: "error",
    title: "The version of a document is written as a number.",
    repair: "It is read as the text, with 0 for the part that is missing.",
  },
  VG2107: {
    severity: "error",
    title: "A parameter of OpenAPI 2.0 other than the body has no type, or one that only schemas can have.",
    repair: "What stands in its `schema` is taken, or the type as it is, otherwise a text.",
  },
  VG2108: {
    severity: "error",
    title: "A parameter of OpenAPI 2.0 refers to a schema.",
    repair: "The schema is its type.",
  },
  VG2109: {
    severity: "warning",
    title: "Two things of a contract want the same name in code: one gets another.",
  },
  VG2110: {
    severity: "error",
    title: "A variable of a server URL has an empty list of values.",
    repair: "It can have any value.",
  },
  VG2111: {
    severity: "error",
    title: "The default of a variable of a server URL is not one of its values.",
    repair: "It is taken as one more value.",
  },
  VG2112: {
    severity: "error",
    title: "The name of a component holds characters that the specification does not allow.",
    repair: "It is taken as it is; names in code are made from it.",
  },
  VG2113: {
    severity: "error",
    title: "The URL of a server is malformed.",
    repair: "The server is left out.",
  },
  VG2114: { severity: "warning", title: "A server does not speak HTTP and is left out." },
  VG2115: {
    severity: "info",
    title: "The URL of a server is relative to where the document was fetched from.",
  },
  VG2116: {
    severity: "error",
    title: "An extension for names and types does not hold one, or cannot have an effect where it stands.",
    repair: "Names and types are made from the rest of the document.",
  },
  VG2117: { severity: "error", title: "A filter names something that no operation has." },
  VG2118: { severity: "error", title: "A condition of a filter is malformed." },
  VG2119: { severity: "warning", title: "A filter leaves no operation." },
  VG2120: { severity: "error", title: "Two parameters of an operation take the whole query." },
  VG2121: {
    severity: "error",
    title: "A parameter of the query stands beside one that takes the whole query.",
  },
  VG2122: { severity: "error", title: "A key of additionalOperations is not a method of HTTP." },
  VG2123: {
    severity: "error",
    title: "A method that has a field of its own stands in additionalOperations.",
  },
  VG2124: { severity: "warning", title: "A method differs from a common one in upper and lower case only." },
  VG2125: {
    severity: "error",
    title: "An operation has the method CONNECT, which reaches no operation.",
    repair: "The operation is left out.",
  },
  VG2126: { severity: "error", title: "Two schemas of a document have the same `$id`." },
  VG2127: { severity: "error", title: "Two schemas of one resource have the same anchor." },
  VG2128: {
    severity: "error",
    title: "A schema follows a dialect that is not supported.",
    repair: "It is read as JSON Schema 2020-12.",
  },
  VG2129: {
    severity: "error",
    title: "A keyword of an older JSON Schema has no meaning in 2020-12.",
    repair: "The keyword is ignored.",
  },
  VG2130: {
    severity: "error",
    title: "A field stands beside the reference of a path item and in what it leads to.",
    repair: "What stands beside the reference counts.",
  },
  VG2131: {
    severity: "error",
    title: "An operation is written as a reference.",
    repair: "The reference is followed.",
  },
  VG2132: {
    severity: "warning",
    title: "A component that nothing uses refers to a remote document, which was not allowed.",
  },
  VG2133: {
    severity: "info",
    title:
      "A method that the HTTP parser of Node does not know: requests of it arrive by way of other adapters.",
  },
  VG2134: { severity: "info", title: "A method that `fetch` does not send: clients need another transport." },
  VG2135: {
    severity: "error",
    title: "Dynamic references make too many types of the schemas of a document.",
  },
  VG2140: {
    severity: "warning",
    title: "A value of `enum` or `const` does not fit the keywords beside it, and is left out.",
  },
  VG2141: { severity: "info", title: "The encoding of what a text contains is not checked." },
  VG2143: {
    severity: "warning",
    title: "Two members of `oneOf` accept a common value, which is then refused.",
  },
  VG2144: {
    severity: "warning",
    title: "A discriminator maps a value that the schema of the member does not allow.",
  },
  VG2145: {
    severity: "error",
    title: "A schema of OpenAPI 3.0 or 2.0 uses `const`, which came later.",
    repair: "It means what it means in OpenAPI 3.1.",
  },
  VG2142: { severity: "warning", title: "A format without a type has no effect." },
  VG2250: {
    severity: "error",
    title: "A keyword of a schema has a value of the wrong type.",
    repair: "The keyword is ignored.",
  },
  VG2251: {
    severity: "error",
    title: "The type `null` is written without quotes.",
    repair: "It is read as the name of the type.",
  },
  VG2180: { severity: "warning", title: "`itemSchema` stands at a media type that is no sequence of items." },
  VG2181: {
    severity: "error",
    title: "A stream of items stands where a value cannot arrive over time.",
    repair: "It is handed over as text.",
  },
  VG2182: { severity: "warning", title: "An event of a stream has a field that no event has." },
  VG2183: {
    severity: "error",
    title: "Events of one name have JSON in their data and text as well.",
    repair: "The data of events of that name is JSON.",
  },
  VG2184: {
    severity: "warning",
    title: "The schema of a whole stream is not enforced, only that of its items.",
  },
  VG2185: {
    severity: "error",
    title: "`x-body-limit` is not a number of bytes.",
    repair: "The limit of the router or the server holds.",
  },
  VG2186: { severity: "warning", title: "The body of a request whose method sends none is left out." },
  VG2187: { severity: "warning", title: "The content of a reply that has no body is left out." },
  VG2188: {
    severity: "warning",
    title: "An interim response (1xx) is no reply of an operation and is left out.",
  },
  VG2189: {
    severity: "warning",
    title: "A link leads to an operation that does not exist, and is left out.",
  },
  VG2190: {
    severity: "error",
    title: "A link gives a parameter that its operation does not have.",
    repair: "The parameter is left out.",
  },
  VG2191: {
    severity: "warning",
    title: "An encoding by position has no effect, or not all of the effect that it says.",
  },
  VG2192: {
    severity: "warning",
    title:
      "The headers of parts of a reply, of parts without names, or of undeclared parts are neither sent nor checked.",
  },
  VG2193: {
    severity: "error",
    title: "The style of a field of a form, or of a part, cannot carry what the field holds.",
    repair: "It is written as JSON.",
  },
  VG2194: {
    severity: "warning",
    title: "A header of a part follows from the part itself.",
    repair: "The header is ignored.",
  },
  VG2160: {
    severity: "error",
    title: "A style cannot carry lists or objects inside a list or object.",
    repair: "They are written as JSON.",
  },
  VG2161: {
    severity: "warning",
    title: "A parameter or header is of a media type that is handed over as text.",
  },
  VG2162: {
    severity: "error",
    title:
      "Two parameters have a name in common in the query or among the cookies, as the property of an exploded object.",
    repair: "Both are read from it.",
  },
  VG2163: {
    severity: "error",
    title: "A style is not defined with this `explode`.",
    repair:
      "What is separated by spaces or pipes is exploded as in the style form, and deepObject always is.",
  },
  VG2230: {
    severity: "error",
    title: "An extension about how values are held and written has a value that it does not know.",
    repair: "The extension is ignored.",
  },
  VG2231: {
    severity: "error",
    title: "A condition of `x-volo-assert` cannot be read.",
    repair: "It is ignored.",
  },
  VG2232: {
    severity: "error",
    title: "A route says that it is another one of an operation, and there is no such operation.",
    repair: "It is ignored.",
  },
  VG2233: {
    severity: "warning",
    title: "A field begins with `x-volo-` and is no extension of the object that it stands in.",
    repair: "It is ignored.",
  },
} as const;
