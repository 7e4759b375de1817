package io.github.hidbpf4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter that is one of several devices of a test. They are plugged into one kernel in
 * the order of the parameters; each has the fixes attached, as two interfaces of one device would.
 *
 * <pre>{@code
 * @HidBpfTest(object = "tablet.bpf.o")
 * void padDisablesPen(@HidBpfDevice("pen.hid") Device pen, @HidBpfDevice("pad.hid") Device pad) {
 *   pad.send("05 01");
 *   pen.send("01 00 10 20").expectDropped();
 * }
 * }</pre>
 *
 * <p>In methods marked with {@code BeforeEach} and {@code AfterEach}, it refers to the device of
 * the test with the same values.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface HidBpfDevice {
  /** {@return the recording, as {@link HidBpfTest#device}} */
  String value();

  /** {@return index of the device in the recording; -1 for the first} */
  int index() default -1;

  /** {@return the device model, as {@link HidBpfTest#model}} */
  String model() default "";

  /** {@return the object files for this device; by default those of the test} */
  String[] object() default {};
}
