package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the packages that are exported to everybody are those that the project promises: a
 * short list, whose types refer only to types on it.
 */
class ExportsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));
  private static final List<String> MODULES =
      List.of(
          "time", "bpf", "hid", "kernel", "testing", "linux", "live", "guest", "junit", "cli",
          "tools");

  /** Another package here is another promise: docs/architecture.md lists them, too. */
  private static final List<String> PROMISED =
      List.of(
          "",
          ".bpf",
          ".bpf.asm",
          ".bpf.btf",
          ".bpf.object",
          ".bpf.program",
          ".bpf.sandbox",
          ".hid",
          ".hid.descriptor",
          ".hid.input",
          ".hid.recording",
          ".hid.report",
          ".junit",
          ".kernel.event",
          ".kernel.finding",
          ".kernel.verdict",
          ".time");

  private static List<ModuleDescriptor> modules() {
    Path[] folders =
        MODULES.stream().map(m -> ROOT.resolve(m).resolve("target/classes")).toArray(Path[]::new);
    return ModuleFinder.of(folders).findAll().stream().map(m -> m.descriptor()).toList();
  }

  private static Set<String> exported() {
    return modules().stream()
        .flatMap(m -> m.exports().stream())
        .filter(e -> !e.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void onlyWhatIsPromisedIsExported() {
    assertThat(modules()).hasSize(MODULES.size());
    assertThat(exported())
        .containsExactlyInAnyOrderElementsOf(
            PROMISED.stream().map(p -> "io.github.hidbpf4j" + p).toList());
  }

  @Test
  void theDocsListThem() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    for (String name : exported()) {
      assertThat(page).as("docs/architecture.md").contains("`" + name + "`");
    }
  }

  /** Doclint checks the same packages: a warning is an error. */
  @Test
  void theirJavadocIsChecked() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String list = pom.replaceAll("(?s).*-Xdoclint/package:([\\w.,]+).*", "$1");
    assertThat(list.split(",")).containsExactlyInAnyOrderElementsOf(exported());
  }

  @Test
  void exportedTypesSpeakOfExportedTypesOnly() throws IOException, ReflectiveOperationException {
    Set<String> packages = exported();
    Set<String> leaks = new TreeSet<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve("target/classes");
      for (Class<?> type : publicTypes(folder, packages)) {
        for (Type mentioned : signatures(type)) {
          for (Class<?> leaf : leaves(mentioned)) {
            String name = leaf.getPackageName();
            if (name.startsWith("io.github.hidbpf4j") && !packages.contains(name)) {
              leaks.add(type.getName() + " speaks of " + leaf.getName());
            }
          }
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  private static List<Class<?>> publicTypes(Path folder, Set<String> packages)
      throws IOException, ClassNotFoundException {
    List<Class<?>> types = new ArrayList<>();
    for (String name : packages) {
      Path directory = folder.resolve(name.replace('.', '/'));
      if (Files.isDirectory(directory)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.class")) {
          for (Path file : files) {
            String simple = file.getFileName().toString().replace(".class", "");
            Class<?> type = Class.forName(name + '.' + simple, false, loader());
            if (isReachable(type)) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  private static ClassLoader loader() {
    return ExportsTest.class.getClassLoader();
  }

  private static boolean isReachable(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isVisible(type.getModifiers())
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isReachable(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<Type> signatures(Class<?> type) {
    List<Type> all = new ArrayList<>();
    if (type.getGenericSuperclass() != null) {
      all.add(type.getGenericSuperclass());
    }
    all.addAll(Arrays.asList(type.getGenericInterfaces()));
    for (Constructor<?> c : type.getDeclaredConstructors()) {
      if (isVisible(c.getModifiers())) {
        all.addAll(Arrays.asList(c.getGenericParameterTypes()));
      }
    }
    for (Method m : type.getDeclaredMethods()) {
      if (isVisible(m.getModifiers()) && !m.isSynthetic()) {
        all.add(m.getGenericReturnType());
        all.addAll(Arrays.asList(m.getGenericParameterTypes()));
        all.addAll(Arrays.asList(m.getGenericExceptionTypes()));
      }
    }
    for (Field f : type.getDeclaredFields()) {
      if (isVisible(f.getModifiers())) {
        all.add(f.getGenericType());
      }
    }
    return all;
  }

  private static List<Class<?>> leaves(Type type) {
    return switch (type) {
      case Class<?> c when c.isArray() -> leaves(c.componentType());
      case Class<?> c -> List.of(c);
      case ParameterizedType p ->
          Stream.concat(Stream.of(p.getRawType()), Arrays.stream(p.getActualTypeArguments()))
              .flatMap(t -> leaves(t).stream())
              .toList();
      case GenericArrayType a -> leaves(a.getGenericComponentType());
      case WildcardType w ->
          Stream.concat(Arrays.stream(w.getUpperBounds()), Arrays.stream(w.getLowerBounds()))
              .flatMap(t -> leaves(t).stream())
              .toList();
      case TypeVariable<?> _ -> List.of();
      default -> List.of();
    };
  }
}
