/** Tests of {@link io.github.hidbpf4j.kernel.verify}. */
@NullMarked
package io.github.hidbpf4j.kernel.verify;

import org.jspecify.annotations.NullMarked;
