package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The choice of maps to create and programs to load from an object. Sections whose name starts with
 * {@code ?} are optional: their contents are loaded only on request. A struct_ops program that maps
 * refer to is loaded when one of these is created, whatever its own section says ({@code
 * init_struct_ops_maps}, {@code bpf_object_adjust_struct_ops_autoload} in {@code
 * tools/lib/bpf/libbpf.c}, Linux 6.12).
 *
 * @param maps names of the maps to create
 * @param programs names of the programs to load
 * @param leftOut optional maps and programs that are left out, in the object's order, without
 *     programs that come with a map
 */
public record LoadPlan(Set<String> maps, Set<String> programs, List<String> leftOut) {
  /** Requests all optional maps and programs. */
  public static final String ALL = "all";

  /** Copies, in the same order. */
  public LoadPlan {
    maps = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(maps));
    programs = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(programs));
    leftOut = List.copyOf(leftOut);
  }

  /**
   * {@return the plan for an object}
   *
   * @param object the object to load
   * @param optional names of the optional maps and programs requested, or {@link #ALL}
   */
  public static LoadPlan of(BpfObject object, Set<String> optional) {
    return of(object, optional, map -> map.autocreate() || isIn(optional, map.name()));
  }

  /**
   * {@return the plan for an object of which only some struct_ops maps are created}
   *
   * @param object the object to load
   * @param structOps names of the struct_ops maps to create, optional or not
   * @param optional names of other optional programs requested, or {@link #ALL}
   */
  public static LoadPlan ofMaps(BpfObject object, Set<String> structOps, Set<String> optional) {
    return of(object, optional, map -> structOps.contains(map.name()));
  }

  private static LoadPlan of(BpfObject object, Set<String> optional, Predicate<MapSpec> isMade) {
    Set<String> maps = new LinkedHashSet<>();
    Set<String> referred = new LinkedHashSet<>();
    Set<String> needed = new LinkedHashSet<>();
    List<String> leftOut = new ArrayList<>();
    for (MapSpec map : object.maps()) {
      boolean made = map.structOps() == null || isMade.test(map);
      if (made) {
        maps.add(map.name());
      } else if (!map.autocreate()) {
        leftOut.add(map.name());
      }
      if (map.structOps() != null) {
        Set<String> programs =
            Set.copyOf(Objects.requireNonNull(map.structOps()).programs().values());
        referred.addAll(programs);
        if (made) {
          needed.addAll(programs);
        }
      }
    }
    Set<String> programs = new LinkedHashSet<>();
    for (ProgramSpec program : object.programs()) {
      String name = program.name();
      boolean withMap = program.type() == ProgramType.STRUCT_OPS && referred.contains(name);
      boolean asked = program.autoload() || isIn(optional, name);
      if (withMap ? needed.contains(name) : asked) {
        programs.add(name);
      } else if (!withMap) {
        leftOut.add(name);
      }
    }
    return new LoadPlan(maps, programs, leftOut);
  }

  private static boolean isIn(Set<String> optional, String name) {
    return optional.contains(ALL) || optional.contains(name);
  }

  /**
   * {@return the name to request so that a program is loaded: a map that refers to it, or the
   * program itself}
   *
   * @param object the object that the program belongs to
   * @param program one of the object's programs
   */
  public static String requestFor(BpfObject object, ProgramSpec program) {
    return object.maps().stream()
        .filter(m -> program.type() == ProgramType.STRUCT_OPS && refers(m, program.name()))
        .map(MapSpec::name)
        .findFirst()
        .orElse(program.name());
  }

  private static boolean refers(MapSpec map, String program) {
    MapSpec.StructOps ops = map.structOps();
    return ops != null && ops.programs().containsValue(program);
  }

  /**
   * {@return names of all maps and programs of an object that are created or loaded only on
   * request}
   *
   * @param object the object
   */
  public static List<String> optionalOf(BpfObject object) {
    return of(object, Set.of()).leftOut();
  }
}
