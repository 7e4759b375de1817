/** The workshop: what those who develop hidbpf4j measure it with. No part of the product. */
@NullMarked
package io.github.hidbpf4j.tools;

import org.jspecify.annotations.NullMarked;
