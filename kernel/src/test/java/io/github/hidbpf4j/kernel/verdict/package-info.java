@NullMarked
package io.github.hidbpf4j.kernel.verdict;

import org.jspecify.annotations.NullMarked;
