/**
 * The API reference, made from the tables that the verifier goes by. Start with {@link
 * io.github.hidbpf4j.tools.reference.ApiReference}.
 */
@NullMarked
package io.github.hidbpf4j.tools.reference;

import org.jspecify.annotations.NullMarked;
