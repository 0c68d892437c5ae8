from urllib.parse import urlencode

import schemathesis

schemathesis.serializer.alias("application/x-ndjson", "text/plain")

# The runtime refuses longer request lines (414) before any Worker sees them.
LONGEST_QUERY = 4096


@schemathesis.hook
def filter_query(context, query):
    return len(urlencode(query or {}, doseq=True)) <= LONGEST_QUERY
