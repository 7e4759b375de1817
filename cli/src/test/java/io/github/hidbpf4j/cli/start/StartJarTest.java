package io.github.hidbpf4j.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.BtfWriter;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class StartJarTest {
  @TempDir Path folder;

  /** The jar that picocli comes in: its classes are the old ones. */
  private static Path picocli() throws Exception {
    return Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void oldClassesGetStackMapsAndWork() throws Exception {
    Path jar = folder.resolve("start.jar");
    StartJar.write(jar, picocli().toString());
    int classes = 0;
    try (JarFile in = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(in.entries())) {
        assertThat(entry.getMethod()).isEqualTo(JarEntry.STORED);
        assertThat(entry.getName()).doesNotEndWith("module-info.class");
        if (entry.getName().endsWith(".class")) {
          ClassModel model = ClassFile.of().parse(in.getInputStream(entry).readAllBytes());
          assertThat(model.majorVersion()).as(entry.getName()).isGreaterThanOrEqualTo(50);
          classes++;
        }
      }
    }
    assertThat(classes).isGreaterThan(100);
    // Loaded and verified by the JVM from the new jar alone.
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> ansi = Class.forName("picocli.CommandLine$Help$Ansi", true, loader);
      Object text =
          ansi.getMethod("string", String.class)
              .invoke(ansi.getField("OFF").get(null), "@|bold x|@");
      assertThat(text).isEqualTo("x");
    }
  }

  @Test
  void equalJarsGiveEqualOnes() throws Exception {
    Path one = folder.resolve("one.jar");
    Path two = folder.resolve("two.jar");
    StartJar.write(one, picocli().toString());
    StartJar.write(two, picocli().toString());
    assertThat(one).hasSameBinaryContentAs(two);
  }

  @ParameterizedTest
  @MethodSource("io.github.hidbpf4j.kernel.types.KernelTypes#profileNames")
  void preparedKernelTypesAreThoseOfTheHeaders(String profile) throws IOException {
    Path jar = folder.resolve("types.jar");
    StartJar.write(jar, "");
    try (JarFile in = new JarFile(jar.toFile())) {
      JarEntry entry = in.getJarEntry(KernelTypes.preparedResource(profile).substring(1));
      assertThat(BtfReader.read("prepared", in.getInputStream(entry).readAllBytes()).types())
          .isEqualTo(KernelTypes.forProfile(profile).btf().types());
      assertThat(BtfWriter.write(KernelTypes.forProfile(profile).btf()))
          .isEqualTo(in.getInputStream(entry).readAllBytes());
    }
  }
}
