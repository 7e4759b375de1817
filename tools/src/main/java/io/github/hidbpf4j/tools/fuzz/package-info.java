/**
 * Random programs for tests of the verifier and of engines, and the property that links both: the
 * verifier foresaw whatever an accepted program does when it runs. {@code scripts/verifier-fuzz}
 * runs it for hours.
 */
@NullMarked
package io.github.hidbpf4j.tools.fuzz;

import org.jspecify.annotations.NullMarked;
