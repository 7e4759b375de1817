/** Names for the text of linked programs. */
@NullMarked
package io.github.hidbpf4j.bpf.text;

import org.jspecify.annotations.NullMarked;
