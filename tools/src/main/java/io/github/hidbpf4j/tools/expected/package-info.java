/** Lists of known differences from the kernel, for the option {@code --expected}. */
@NullMarked
package io.github.hidbpf4j.tools.expected;

import org.jspecify.annotations.NullMarked;
