package io.github.hidbpf4j.cli.start;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts the jars of the command into one, uncompressed, that an AOT cache (JEP 514) can hold whole.
 * A cache takes no classes of before Java 6, which have no stack maps; picocli is compiled for Java
 * 5, and its classes are a third of those that a short command needs. They get stack maps and the
 * version number of Java 8 here, nothing else of them changes. Beside them go the kernel types as
 * BTF, which otherwise every command makes from C headers.
 */
public final class StartJar {
  private static final int MAJOR_WITHOUT_STACK_MAPS = 49;
  private static final int MAJOR_OFFSET = 6;

  /** 1980-02-01, UTC: any fixed time will do, so that equal jars give an equal one. */
  private static final long TIME = 318_211_200_000L;

  private final ClassFile classFile;
  private final Set<String> written = new HashSet<>();

  private StartJar(ClassLoader classes) {
    classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofClassLoading(classes)));
  }

  /**
   * Writes the jar that the first argument names, from those on the class path that this was
   * started with.
   */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), System.getProperty("java.class.path", ""));
  }

  /** Writes a jar from those on a class path. */
  static void write(Path to, String classPath) throws IOException {
    StartJar jar = new StartJar(StartJar.class.getClassLoader());
    try (ZipOutputStream out =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(to)))) {
      out.setMethod(ZipOutputStream.STORED);
      for (String part : classPath.split(File.pathSeparator)) {
        if (part.isEmpty()) {
          continue;
        }
        try (JarFile in = new JarFile(part)) {
          jar.copy(in, out);
        }
      }
      for (String profile : KernelTypes.profileNames()) {
        String name = KernelTypes.preparedResource(profile).substring(1);
        if (jar.written.add(name)) {
          put(out, name, BtfWriter.write(KernelTypes.forProfile(profile).btf()));
        }
      }
    }
  }

  private void copy(JarFile in, ZipOutputStream out) throws IOException {
    for (JarEntry entry : Collections.list(in.entries())) {
      String name = entry.getName();
      boolean wanted =
          !entry.isDirectory()
              && !name.startsWith("META-INF/versions/")
              && !name.endsWith("module-info.class");
      if (wanted && written.add(name)) {
        try (InputStream bytes = in.getInputStream(entry)) {
          put(out, name, upgraded(name, bytes.readAllBytes()));
        }
      }
    }
  }

  private byte[] upgraded(String name, byte[] bytes) {
    if (!name.endsWith(".class")) {
      return bytes;
    }
    if (major(bytes) > MAJOR_WITHOUT_STACK_MAPS) {
      return PlainCalls.in(classFile, bytes);
    }
    ClassTransform version =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion
                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                    : element);
    return classFile.transformClass(
        classFile.parse(bytes),
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen(version));
  }

  private static int major(byte[] bytes) {
    return (bytes[MAJOR_OFFSET] & 0xff) << 8 | bytes[MAJOR_OFFSET + 1] & 0xff;
  }

  private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(TIME);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }
}
