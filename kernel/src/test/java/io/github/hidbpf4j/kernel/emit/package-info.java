/** Tests of {@link io.github.hidbpf4j.kernel.emit}. */
@NullMarked
package io.github.hidbpf4j.kernel.emit;

import org.jspecify.annotations.NullMarked;
