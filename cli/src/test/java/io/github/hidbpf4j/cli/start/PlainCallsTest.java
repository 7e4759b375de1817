package io.github.hidbpf4j.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PlainCallsTest {
  private static final String SAMPLES = PlainCallsSamples.class.getName();

  /** Defines the samples anew, with plain calls. */
  private static final class Transforming extends ClassLoader {
    private final List<byte[]> classes = new ArrayList<>();

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(SAMPLES)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = PlainCalls.in(ClassFile.of(), bytesOf(name));
      classes.add(bytes);
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static byte[] bytesOf(String name) {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in = Objects.requireNonNull(PlainCallsTest.class.getResourceAsStream(file))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> linkedCalls(byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    List<String> calls = new ArrayList<>();
    model
        .methods()
        .forEach(
            m ->
                m.code()
                    .ifPresent(
                        code -> {
                          for (CodeElement e : code) {
                            if (e instanceof InvokeDynamicInstruction i) {
                              calls.add(name(i.bootstrapMethod().owner()) + "." + i.name());
                            }
                          }
                        }));
    return calls;
  }

  private static String name(ClassDesc type) {
    return type.displayName();
  }

  @Test
  void theyDoWhatTheLinkedOnesDo() throws Exception {
    Transforming loader = new Transforming();
    Object results = Class.forName(SAMPLES, true, loader).getMethod("results").invoke(null);
    assertThat(results).isEqualTo(PlainCallsSamples.results());
    assertThat(loader.classes).hasSizeGreaterThan(5);
    assertThat(loader.classes)
        .flatMap(PlainCallsTest::linkedCalls)
        .doesNotContain("ObjectMethods.equals", "ObjectMethods.hashCode")
        .contains("ObjectMethods.toString")
        // the one with a label that is no type
        .containsOnlyOnce("SwitchBootstraps.typeSwitch");
  }

  @Test
  void classesWithoutSuchCallsStayAsTheyAre() {
    byte[] bytes = bytesOf(StartJar.class.getName());
    assertThat(linkedCalls(bytes)).doesNotContain("SwitchBootstraps.typeSwitch");
    assertThat(PlainCalls.in(ClassFile.of(), bytes)).isSameAs(bytes);
  }
}
