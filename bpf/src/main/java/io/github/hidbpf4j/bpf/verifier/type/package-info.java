/**
 * What the verifier knows of types, whatever the state: walks through BTF structs, what a context
 * may be read and written at, special fields of map values, values that programs may return. Pure
 * rules; messages go to a sink for lines.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.type;

import org.jspecify.annotations.NullMarked;
