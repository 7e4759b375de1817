/** The workshop: tools with which developers measure hidbpf4j. Not part of the product. */
@NullMarked
package io.github.hidbpf4j.tools;

import org.jspecify.annotations.NullMarked;
