package io.github.hidbpf4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test of fixes with a device, which runs once for each kernel and seed, in virtual time.
 * The device is a parameter of type {@link Device} of the method, and of methods marked with {@code
 * BeforeEach} and {@code AfterEach}.
 *
 * <pre>{@code
 * @HidBpfTest(object = "fix.bpf.o", device = "mouse.hid", kernels = "6.12,7.3")
 * void secondWheelPans(Device mouse) {
 *   mouse.send("40 00 00 01").expect("00 00 00 00 01").expectEvdev("REL_HWHEEL 1, REL_HWHEEL_HI_RES 120");
 * }
 * }</pre>
 *
 * <p>On a class, it provides defaults for its tests, including those of nested classes; it does not
 * make methods tests.
 *
 * <p>The test fails if the kernel rejects an object, or if one is not attached to the device,
 * unless {@link #attached} is false.
 *
 * <p>A relative path is resolved against the root folder: the value of the configuration parameter
 * {@code hidbpf4j.root}, otherwise the working directory, which is the module's folder under Maven
 * and Gradle. If no such file exists, it is the name of a resource on the class path of the test
 * class.
 */
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(HidBpfExtension.class)
public @interface HidBpfTest {
  /**
   * {@return the object files, in the order in which they are attached; used for all devices
   * without files of their own}
   */
  String[] object() default {};

  /**
   * {@return the recording that describes the device, of hid-recorder or of libinput; if there are
   * several devices, parameters name theirs: {@link HidBpfDevice}}
   */
  String device() default "";

  /** {@return index of the device in the recording; -1 for the first} */
  int index() default -1;

  /**
   * {@return the device model, which says how the device answers; by default the file beside the
   * recording with the same name and the ending {@code .model}, if there is one}
   */
  String model() default "";

  /**
   * {@return the kernels, such as {@code 6.12}, {@code 6.11..7.3} or {@code all}; by default those
   * of 6.12, 6.18 and 7.3 that load the objects, or if none does, the newest that does}
   */
  String[] kernels() default {};

  /**
   * {@return the seeds, which decide how concurrent work interleaves; 0, the default, keeps the
   * natural order}
   */
  long[] seeds() default {};

  /** {@return udev properties of the devices that programs see, such as {@code ID_PATH=x}} */
  String[] properties() default {};

  /** {@return names of optional maps and programs ({@code SEC("?...")}) to load, too} */
  String[] optional() default {};

  /**
   * {@return whether objects are attached even if their metadata names other devices or their probe
   * rejects this one}
   */
  boolean force() default false;

  /** {@return whether the test fails if an object is not attached} */
  boolean attached() default true;
}
