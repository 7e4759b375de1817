/**
 * The bridge: reports of a real device go from its hidraw node through the programs into a clone
 * that applications use instead, and requests to the clone go back.
 */
@NullMarked
package io.github.hidbpf4j.live.bridge;

import org.jspecify.annotations.NullMarked;
