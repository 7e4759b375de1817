package io.github.hidbpf4j.bpf.verifier.log;

import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.IdentityHashMap;

/**
 * Names of maps as libbpf passes them to the kernel: 15 characters; those of data sections start
 * with the object's name ({@code internal_map_name} of libbpf 1.8), templates of inner maps have
 * none.
 */
final class MapNames {
  private static final int MOST = 15;
  private static final int LEAST_SUFFIX = 7;
  private static final String INNER = ".inner";

  private final String object;
  private final IdentityHashMap<MapSpec, String> names = new IdentityHashMap<>();

  /** Creates the names for an object file. */
  MapNames(String objectFile) {
    String file = objectFile.substring(objectFile.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    object = dot < 0 ? file : file.substring(0, dot);
  }

  String of(MapSpec map) {
    return names.computeIfAbsent(map, this::make);
  }

  private String make(MapSpec map) {
    String name = map.name();
    if (name.startsWith(".")) {
      int suffix = Math.min(Math.max(LEAST_SUFFIX, name.length()), MOST);
      int prefix = name.indexOf('.', 1) >= 0 ? 0 : Math.min(MOST - suffix, object.length());
      String whole = object.substring(0, prefix) + cut(name);
      return cut(whole.replaceAll("[^A-Za-z0-9_.]", "_"));
    }
    return name.endsWith(INNER) ? "" : cut(name);
  }

  private static String cut(String name) {
    return name.length() <= MOST ? name : name.substring(0, MOST);
  }
}
