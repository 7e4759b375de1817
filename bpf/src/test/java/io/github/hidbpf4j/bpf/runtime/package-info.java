/** Tests of where the parts meet. */
@NullMarked
package io.github.hidbpf4j.bpf.runtime;

import org.jspecify.annotations.NullMarked;
