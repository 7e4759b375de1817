package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.Errno;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the references of each type in the kernel's order and with its depth limit ({@code
 * btf_check_all_types} in {@code kernel/bpf/btf.c}, Linux 6.12): the depth counts unresolved types,
 * so it depends on their order. Requires valid ids and types that do not contain themselves, as
 * guaranteed by {@link BtfReader}.
 */
final class BtfResolution {
  /** MAX_RESOLVE_DEPTH. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_COPIED_BITS = 128;

  private enum Visit {
    NEW,
    OPEN,
    DONE
  }

  /** The type that a walk starts at decides where it ends ({@code enum resolve_mode}). */
  private enum Mode {
    UNDECIDED,
    POINTER,
    CONTAINER
  }

  private final Btf btf;
  private final Visit[] visits;
  private final Set<Integer> declared = new HashSet<>();
  private final BitSet withBitFields = new BitSet();
  private final int[] stack = new int[MAX_DEPTH];
  private final int[] next = new int[MAX_DEPTH];
  private int depth;
  private Mode mode = Mode.UNDECIDED;

  BtfResolution(Btf btf) {
    this.btf = btf;
    this.visits = new Visit[btf.size() + 1];
    Arrays.fill(visits, Visit.NEW);
    for (int id = 1; id <= btf.size(); id++) {
      BtfType type = btf.type(id);
      if (type instanceof BtfType.Func f && f.linkage() == BtfType.Linkage.EXTERN) {
        declared.add(f.type());
      }
      if (type instanceof BtfType.Composite c
          && c.members().stream().anyMatch(m -> m.bitFieldSize() != 0)) {
        withBitFields.set(id);
      }
    }
  }

  void checkAll() {
    for (int id = 1; id <= btf.size(); id++) {
      ensure(id);
      if (btf.type(id) instanceof BtfType.FuncProto p) {
        checkPrototype(id, p);
      }
    }
  }

  /** Modifiers in the kernel's sense, which include typedefs. */
  static boolean isModifier(BtfType type) {
    return type instanceof BtfType.Modifier || type instanceof BtfType.Typedef;
  }

  /** What a modifier, typedef, pointer or variable refers to. */
  static int target(BtfType type) {
    return type instanceof BtfType.Reference reference ? reference.type() : 0;
  }

  private static boolean needsResolving(BtfType type) {
    return !(type instanceof BtfType.VoidType
        || type instanceof BtfType.Int
        || type instanceof BtfType.Enumeration
        || type instanceof BtfType.Forward
        || type instanceof BtfType.FuncProto
        || type instanceof BtfType.FloatType);
  }

  /** Kinds that cannot be referred to as types. */
  private static boolean isSourceOnly(BtfType type) {
    return type instanceof BtfType.Var
        || type instanceof BtfType.DeclTag
        || type instanceof BtfType.DataSection;
  }

  private boolean hasSize(int id) {
    return btf.resolved(id).hasSize();
  }

  private BtfLoadException invalid(int id, String what) {
    return BtfLoadException.invalid(btf, id, what);
  }

  private void ensure(int id) {
    if (needsResolving(btf.type(id)) && visits[id] == Visit.NEW) {
      resolve(id);
    }
  }

  private void resolve(int root) {
    mode = Mode.UNDECIDED;
    depth = 0;
    push(root, root);
    while (depth > 0) {
      int id = stack[depth - 1];
      int wanted = step(id);
      if (wanted == 0) {
        visits[id] = Visit.DONE;
        depth--;
      } else {
        push(root, wanted);
      }
    }
  }

  private void push(int root, int id) {
    if (depth == MAX_DEPTH) {
      throw BtfLoadException.of(
          btf, root, Errno.E2BIG, "Exceeded max resolving depth:" + MAX_DEPTH);
    }
    if (visits[id] != Visit.NEW) {
      throw BtfLoadException.of(btf, root, Errno.EEXIST, "Loop detected");
    }
    visits[id] = Visit.OPEN;
    stack[depth] = id;
    next[depth] = 0;
    depth++;
    if (mode == Mode.UNDECIDED) {
      BtfType type = btf.type(id);
      if (type instanceof BtfType.Ptr) {
        mode = Mode.POINTER;
      } else if (type instanceof BtfType.Composite || type instanceof BtfType.Array) {
        mode = Mode.CONTAINER;
      }
    }
  }

  /** Whether a type must be resolved before the one that refers to it. */
  private boolean isOpen(int id) {
    BtfType type = btf.type(id);
    boolean followed =
        switch (mode) {
          case UNDECIDED -> needsResolving(type);
          case POINTER -> isModifier(type) || type instanceof BtfType.Ptr;
          case CONTAINER ->
              isModifier(type)
                  || type instanceof BtfType.Array
                  || type instanceof BtfType.Composite;
        };
    return followed && visits[id] != Visit.DONE;
  }

  /** Examines the type on top of the stack; returns the id to be resolved first, or 0. */
  private int step(int id) {
    BtfType type = btf.type(id);
    if (type instanceof BtfType.Array a) {
      return array(id, a);
    }
    if (type instanceof BtfType.Composite c) {
      return members(id, c);
    }
    if (type instanceof BtfType.Func f) {
      return function(id, f);
    }
    if (type instanceof BtfType.DataSection d) {
      return BtfTypeRules.isDeclarations(d) ? 0 : section(id, d);
    }
    if (type instanceof BtfType.DeclTag t) {
      return isOpen(t.type()) ? t.type() : 0;
    }
    boolean undefined = type instanceof BtfType.Var v && v.linkage() == BtfType.Linkage.EXTERN;
    return undefined ? 0 : reference(id, target(type));
  }

  private int reference(int id, int target) {
    if (isSourceOnly(btf.type(target))) {
      throw invalid(id, "Invalid type_id");
    }
    if (isOpen(target)) {
      return target;
    }
    BtfType type = btf.type(id);
    if (!isModifier(type) && isModifier(btf.type(target))) {
      // A modifier reached from a struct was followed only to the next pointer.
      int last = btf.resolve(target);
      if (btf.type(last) instanceof BtfType.Ptr && isOpen(last)) {
        return last;
      }
    }
    if (!hasSize(target)
        && (type instanceof BtfType.Var || btf.resolved(target) instanceof BtfType.Func)) {
      throw invalid(id, "Invalid type_id");
    }
    return 0;
  }

  private int array(int id, BtfType.Array array) {
    if (!hasOwnSize(array.indexType())) {
      throw invalid(id, "Invalid index");
    }
    if (isOpen(array.indexType())) {
      return array.indexType();
    }
    if (!(btf.resolved(array.indexType()) instanceof BtfType.Int index && isRegular(index))) {
      throw invalid(id, "Invalid index");
    }
    if (!hasOwnSize(array.type())) {
      throw invalid(id, "Invalid elem");
    }
    if (isOpen(array.type())) {
      return array.type();
    }
    if (!hasSize(array.type())) {
      throw invalid(id, "Invalid elem");
    }
    if (btf.resolved(array.type()) instanceof BtfType.Int element && !isRegular(element)) {
      throw invalid(id, "Invalid array of int");
    }
    return 0;
  }

  /** Whether a type may be an element or member, as far as its own kind says. */
  private boolean hasOwnSize(int id) {
    BtfType type = btf.type(id);
    return !isSourceOnly(type) && (isModifier(type) || hasSize(id));
  }

  private static boolean isRegular(BtfType.Int type) {
    return type.bitOffset() == 0 && type.bits() == type.size() * 8;
  }

  private int members(int id, BtfType.Composite composite) {
    List<BtfType.Member> members = composite.members();
    while (next[depth - 1] < members.size()) {
      BtfType.Member member = members.get(next[depth - 1]);
      if (!hasOwnSize(member.type())) {
        throw invalid(id, "member '%s': Invalid member".formatted(member.name()));
      }
      if (isOpen(member.type())) {
        return member.type();
      }
      String wrong = memberFault(composite, member, withBitFields.get(id));
      if (wrong != null) {
        throw invalid(id, "member '%s': %s".formatted(member.name(), wrong));
      }
      next[depth - 1]++;
    }
    return 0;
  }

  private @Nullable String memberFault(
      BtfType.Composite composite, BtfType.Member member, boolean bitFields) {
    long bit = member.bitOffset();
    long bits = member.bitFieldSize();
    BtfType resolved = btf.resolved(member.type());
    if (!hasSize(member.type())) {
      return "Invalid member";
    }
    if (resolved instanceof BtfType.Int type) {
      if (bitFields && !isRegular(type)) {
        return "Invalid member base type";
      }
      if (bitFields && bits == 0 && bit % 8 != 0) {
        return "Invalid member offset";
      }
      if (bits > type.bits()) {
        return "Invalid member bitfield_size";
      }
      bit += type.bitOffset();
      bits = bits == 0 ? type.bits() : bits;
      if (bits + bit % 8 > MAX_COPIED_BITS) {
        return "nr_copy_bits exceeds 128";
      }
    } else if (resolved instanceof BtfType.Enumeration type) {
      if (bits > Integer.SIZE) {
        return "Invalid member bitfield_size";
      }
      if (bits == 0 && bit % 8 != 0) {
        return "Member is not byte aligned";
      }
      if (bits == 0) {
        bits = bitFields ? Integer.SIZE : type.size() * 8L;
      }
    } else if (resolved instanceof BtfType.FloatType type) {
      if (bit % (Math.min(8, type.size()) * 8L) != 0) {
        return "Member is not properly aligned";
      }
      bits = type.size() * 8L;
    } else {
      if (bits != 0) {
        return "Invalid member bitfield_size";
      }
      if (bit % 8 != 0) {
        return "Member is not byte aligned";
      }
      bits = btf.sizeOf(member.type()) * 8;
    }
    return (bit + bits + 7) / 8 > composite.size() ? "Member exceeds struct_size" : null;
  }

  private int function(int id, BtfType.Func function) {
    BtfType.FuncProto prototype = (BtfType.FuncProto) btf.type(function.type());
    int unnamed = BtfTypeRules.unnamedParameter(prototype.params());
    if (unnamed != 0 && !declared.contains(function.type())) {
      throw invalid(id, "Invalid arg#" + unnamed);
    }
    return 0;
  }

  private int section(int id, BtfType.DataSection section) {
    mode = Mode.UNDECIDED;
    while (next[depth - 1] < section.vars().size()) {
      BtfType.SectionVar entry = section.vars().get(next[depth - 1]);
      if (!(btf.type(entry.type()) instanceof BtfType.Var var)) {
        throw invalid(id, "variable [" + entry.type() + "]: Not a VAR kind member");
      }
      if (isOpen(entry.type())) {
        return entry.type();
      }
      if (entry.size() < btf.sizeOf(var.type())) {
        throw invalid(id, "variable [" + entry.type() + "]: Invalid size");
      }
      next[depth - 1]++;
    }
    return 0;
  }

  private void checkPrototype(int id, BtfType.FuncProto prototype) {
    if (prototype.returnType() != 0) {
      checkPrototypeType(id, prototype.returnType(), "Invalid return type");
    }
    int number = 0;
    for (BtfType.Param param : prototype.params()) {
      number++;
      boolean varargs = param.type() == 0 && number == prototype.params().size();
      String fault = "Invalid arg#" + number;
      if (param.type() == 0 && (!varargs || !param.name().isEmpty())
          || !param.name().isEmpty() && !BtfTypeRules.isName(param.name())) {
        throw invalid(id, fault);
      }
      if (!varargs) {
        checkPrototypeType(id, param.type(), fault);
      }
    }
  }

  private void checkPrototypeType(int id, int type, String fault) {
    if (isSourceOnly(btf.type(type))) {
      throw invalid(id, fault);
    }
    ensure(type);
    if (!hasSize(type)) {
      throw invalid(id, fault);
    }
  }
}
