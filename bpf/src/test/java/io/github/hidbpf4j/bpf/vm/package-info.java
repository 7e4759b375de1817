/** Tests of the engines. */
@NullMarked
package io.github.hidbpf4j.bpf.vm;

import org.jspecify.annotations.NullMarked;
