package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of BPF_BTF_LOAD on an object's BTF ({@code btf_parse} in {@code kernel/bpf/btf.c},
 * Linux 6.12): names, sizes and references of each type, type tags, and the special fields of all
 * structs that have any. Stricter than {@link BtfReader}, which also accepts what only the loader
 * uses.
 *
 * <p>Declarations of kernel functions and variables, and their sections, are checked in the form
 * that libbpf passes to the kernel: as definitions, with unnamed parameters named.
 */
public final class BtfLoad {
  /** Maximum number of consecutive modifiers. */
  private static final int MAX_CHAIN = 32;

  /** BTF_MAX_OWNERSHIP_DEPTH: how deep ownership between objects may nest, since 6.12.117. */
  private static final int MAX_OWNERSHIP_DEPTH = 8;

  private static final Set<String> OBJECT_STRUCTS =
      Set.of(
          BtfFieldType.SPIN_LOCK.typeName(),
          BtfFieldType.LIST_HEAD.typeName(),
          BtfFieldType.LIST_NODE.typeName(),
          BtfFieldType.RB_ROOT.typeName(),
          BtfFieldType.RB_NODE.typeName(),
          BtfFieldType.REFCOUNT.typeName());

  private final Btf btf;
  private final KernelKptrs kptrs;
  private final Map<Integer, BtfRecord> records = new LinkedHashMap<>();
  private final int[] ownershipDepth;

  private BtfLoad(Btf btf, KernelKptrs kptrs) {
    this.btf = btf;
    this.kptrs = kptrs;
    this.ownershipDepth = new int[btf.size() + 1];
  }

  /**
   * Returns normally if the kernel accepts the types.
   *
   * @param btf the object's types, data sections completed
   * @param kernel the kernel's own, which kptrs may point to; null for none
   * @throws BtfLoadException with the kernel's error and the type at fault
   */
  public static void check(Btf btf, @Nullable Btf kernel) {
    Set<Integer> declared = BtfTypeRules.declarations(btf);
    for (int id = 1; id <= btf.size(); id++) {
      BtfTypeRules.check(btf, declared, id);
    }
    new BtfResolution(btf).checkAll();
    BtfLoad load = new BtfLoad(btf, new KernelKptrs(kernel));
    for (int id = 1; id <= btf.size(); id++) {
      load.checkTags(id);
    }
    load.checkStructs();
  }

  /** Type tags come before all modifiers and typedefs. */
  private void checkTags(int id) {
    boolean tagsMayFollow = btf.type(id) instanceof BtfType.TypeTag;
    int current = id;
    for (int i = 0; BtfResolution.isModifier(btf.type(current)); i++) {
      if (i == MAX_CHAIN) {
        throw BtfLoadException.of(btf, id, Errno.ELOOP, "Max chain length or cycle detected");
      }
      boolean tag = btf.type(current) instanceof BtfType.TypeTag;
      if (tag && !tagsMayFollow) {
        throw BtfLoadException.invalid(btf, id, "Type tags don't precede modifiers");
      }
      tagsMayFollow = tag;
      current = BtfResolution.target(btf.type(current));
    }
  }

  /** Finds the special fields of every struct that has one ({@code btf_parse_struct_metas}). */
  private void checkStructs() {
    Set<Integer> special = specialTypes();
    for (int id = 1; id <= btf.size() && !special.isEmpty(); id++) {
      if (btf.type(id) instanceof BtfType.Composite c
          && c.members().stream().anyMatch(m -> special.contains(m.type()))
          && !c.union()) {
        records.put(id, record(id, c));
      }
    }
    for (Map.Entry<Integer, BtfRecord> entry : records.entrySet()) {
      for (BtfField field : entry.getValue().fields()) {
        if (field.type().isGraphRoot() && !records.containsKey(field.targetTypeId())) {
          throw BtfLoadException.of(
              btf, entry.getKey(), Errno.EFAULT, "contains a struct without special fields");
        }
      }
    }
    for (int id : records.keySet()) {
      ownershipDepth(id, MAX_OWNERSHIP_DEPTH);
    }
  }

  private Set<Integer> specialTypes() {
    Set<Integer> special = new HashSet<>();
    for (String name : OBJECT_STRUCTS) {
      btf.findStruct(name).ifPresent(special::add);
    }
    for (int id = 1; id <= btf.size(); id++) {
      if (BtfRecordParser.isKptr(btf, id)) {
        special.add(id);
      }
    }
    return special;
  }

  private BtfRecord record(int id, BtfType.Composite struct) {
    BtfRecord record;
    try {
      record = BtfRecord.parse(btf, id, BtfRecord.OBJECT_FIELDS, struct.size(), kptrs);
    } catch (BtfRecordException e) {
      throw BtfLoadException.of(btf, id, e.errno(), e.what());
    }
    if (record.isEmpty()) {
      throw BtfLoadException.of(
          btf, id, Errno.EFAULT, "has a special field that is misaligned or of another size");
    }
    return record;
  }

  /**
   * Levels of ownership in a struct, itself included: freeing it frees the objects it holds, and so
   * on.
   */
  private int ownershipDepth(int id, int left) {
    if (left > 0 && ownershipDepth[id] == 0) {
      int deepest = 0;
      for (int held : held(id)) {
        deepest = Math.max(deepest, ownershipDepth(held, left - 1));
      }
      ownershipDepth[id] = deepest + 1;
    }
    if (left == 0 || ownershipDepth[id] > left) {
      throw BtfLoadException.of(
          btf,
          id,
          Errno.ELOOP,
          "holds objects that hold objects, more than %d levels".formatted(MAX_OWNERSHIP_DEPTH));
    }
    return ownershipDepth[id];
  }

  private List<Integer> held(int id) {
    List<Integer> held = new ArrayList<>();
    BtfRecord record = records.get(id);
    for (BtfField field : record == null ? List.<BtfField>of() : record.fields()) {
      int target = field.targetTypeId();
      boolean owns =
          switch (field.type()) {
            case LIST_HEAD, RB_ROOT -> true;
            case KPTR_REF, KPTR_PERCPU -> !kptrs.isKernel(btf.type(target).name());
            default -> false;
          };
      if (owns && records.containsKey(target)) {
        held.add(target);
      }
    }
    return held;
  }
}
