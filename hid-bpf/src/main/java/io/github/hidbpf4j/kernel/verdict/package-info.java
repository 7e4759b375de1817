/** What a kernel says of the programs of an object when they are loaded, and why. */
@NullMarked
package io.github.hidbpf4j.kernel.verdict;

import org.jspecify.annotations.NullMarked;
