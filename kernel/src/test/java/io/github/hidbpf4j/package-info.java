/** Tests of the entry point of the library, through its exports. */
@NullMarked
package io.github.hidbpf4j;

import org.jspecify.annotations.NullMarked;
