/**
 * Tests of fixes in JUnit Jupiter: {@link io.github.hidbpf4j.junit.HidBpfTest} marks a test, which
 * gets a {@link io.github.hidbpf4j.junit.Device} with the fixes attached; {@link
 * io.github.hidbpf4j.junit.HidBpfTests} makes tests of the recordings and scenarios in a folder.
 */
@NullMarked
package io.github.hidbpf4j.junit;

import org.jspecify.annotations.NullMarked;
