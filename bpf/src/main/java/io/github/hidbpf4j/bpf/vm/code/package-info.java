/**
 * Decoded instructions, the input of both engines. A slot is a word {@code op:8 dst:4 src:4
 * offset:16} (lowest bits first) and a 64-bit immediate. Not exported.
 */
@NullMarked
package io.github.hidbpf4j.bpf.vm.code;

import org.jspecify.annotations.NullMarked;
