package io.github.hidbpf4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of fixes with a device, run once for each kernel and seed, in virtual time. The device is
 * a parameter of type {@link Device} of the method, and of methods marked with {@code BeforeEach}
 * and {@code AfterEach}.
 *
 * <pre>{@code
 * @HidBpfTest(object = "fix.bpf.o", device = "mouse.hid", kernels = "6.12,7.3")
 * void secondWheelPans(Device mouse) {
 *   mouse.send("40 00 00 01").expect("00 00 00 00 01").expectEvdev("REL_HWHEEL 1, REL_HWHEEL_HI_RES 120");
 * }
 * }</pre>
 *
 * <p>On a class, it gives what its tests do not say themselves, those of nested classes, too; which
 * methods are tests it does not say.
 *
 * <p>The test fails where the kernel refuses an object, and where one is not attached to the
 * device, unless {@link #attached} is false.
 *
 * <p>A relative path is that of a file below the root folder: the value of the configuration
 * parameter {@code hidbpf4j.root}, otherwise the working directory, for which Maven and Gradle take
 * the module's folder. Where there is no such file, it is the name of a resource on the class path
 * of the test class.
 */
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(HidBpfExtension.class)
public @interface HidBpfTest {
  /**
   * {@return the object files, in the order in which they are attached; the same for all devices
   * that have none of their own}
   */
  String[] object() default {};

  /**
   * {@return the recording that says what device it is, of hid-recorder or of libinput; where there
   * are several devices, parameters say it: {@link HidBpfDevice}}
   */
  String device() default "";

  /** {@return number of the device in the recording; -1 for the first} */
  int index() default -1;

  /**
   * {@return the device model, which says how the device answers; by default the file beside the
   * recording with the same name and the ending {@code .model}, if there is one}
   */
  String model() default "";

  /**
   * {@return the kernels, such as {@code 6.12}, {@code 6.11..7.3} or {@code all}; by default those
   * of 6.12, 6.18 and 7.3 that load the objects, and where none does, the newest that does}
   */
  String[] kernels() default {};

  /**
   * {@return the seeds, which decide how concurrent work interleaves; 0, the default, keeps the
   * natural order}
   */
  long[] seeds() default {};

  /** {@return udev properties of the devices that programs see, such as {@code ID_PATH=x}} */
  String[] properties() default {};

  /** {@return names of optional maps and programs ({@code SEC("?...")}) that are loaded, too} */
  String[] optional() default {};

  /**
   * {@return whether objects are attached even if their metadata names other devices or their probe
   * rejects this one}
   */
  boolean force() default false;

  /** {@return whether the test fails where an object is not attached} */
  boolean attached() default true;
}
