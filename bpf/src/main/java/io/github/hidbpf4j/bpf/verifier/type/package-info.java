/**
 * State-independent rules about types: walks through BTF structs, access to contexts, special
 * fields of map values, values that programs may return. Messages go to a sink for lines.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.type;

import org.jspecify.annotations.NullMarked;
