/** Lists of what is known to differ from the kernel, as {@code --expected} names them. */
@NullMarked
package io.github.hidbpf4j.tools.expected;

import org.jspecify.annotations.NullMarked;
