/** A kernel's verdicts on the programs of an object when they are loaded, and the reasons. */
@NullMarked
package io.github.hidbpf4j.kernel.verdict;

import org.jspecify.annotations.NullMarked;
