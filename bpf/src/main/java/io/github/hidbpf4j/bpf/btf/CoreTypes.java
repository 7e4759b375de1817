package io.github.hidbpf4j.bpf.btf;

/**
 * Decides whether a type of the object and one of the kernel match for CO-RE ({@code
 * tools/lib/bpf/relo_core.c}, Linux 6.12): three increasingly strict relations, for fields, for
 * type existence and kfunc prototypes, and for {@code bpf_core_type_matches}.
 */
final class CoreTypes {
  private static final int MAX_LEVEL = 32;

  private final Btf local;
  private final Btf target;
  private final CoreBudget budget;

  CoreTypes(Btf local, Btf target, CoreBudget budget) {
    this.local = local;
    this.target = target;
    this.budget = budget;
  }

  /** The name without a flavour: the part before a {@code ___} that is not at its start. */
  static String essentialName(String name) {
    for (int i = name.length() - 5; i >= 0; i--) {
      if (name.startsWith("___", i + 1) && name.charAt(i) != '_' && name.charAt(i + 4) != '_') {
        return name.substring(0, i + 1);
      }
    }
    return name;
  }

  static boolean sameKind(BtfType a, BtfType b) {
    return a.kind() == b.kind()
        || a instanceof BtfType.Enumeration && b instanceof BtfType.Enumeration;
  }

  /** Whether a field of one type may be read as the other. */
  boolean fieldsCompatible(int localId, int targetId) {
    for (int level = 0; level <= BtfResolver.MAX_DEPTH; level++) {
      BtfType l = local.resolved(localId);
      BtfType t = target.resolved(targetId);
      if (l instanceof BtfType.Composite && t instanceof BtfType.Composite) {
        return true;
      }
      if (!sameKind(l, t)) {
        return false;
      }
      if (!(l instanceof BtfType.Array a && t instanceof BtfType.Array b)) {
        return fieldCompatible(l, t);
      }
      localId = a.type();
      targetId = b.type();
    }
    return false;
  }

  /** Same, for two types of one kind that are neither composites nor arrays. */
  private static boolean fieldCompatible(BtfType l, BtfType t) {
    if (l instanceof BtfType.Forward || l instanceof BtfType.Enumeration) {
      String localName = essentialName(l.name());
      String targetName = essentialName(t.name());
      return localName.isEmpty() || targetName.isEmpty() || localName.equals(targetName);
    }
    return l instanceof BtfType.Int i && t instanceof BtfType.Int j
        ? i.bitOffset() == 0 && j.bitOffset() == 0
        : l instanceof BtfType.Ptr || l instanceof BtfType.FloatType;
  }

  /** Whether two types have the same shape; the caller has compared their names. */
  boolean compatible(int localId, int targetId) {
    return sameKind(local.type(localId), target.type(targetId))
        && compatible(localId, targetId, MAX_LEVEL);
  }

  @SuppressWarnings("IfChainToSwitch") // a switch over types costs some milliseconds at start-up
  private boolean compatible(int localId, int targetId, int level) {
    for (int depth = MAX_LEVEL; depth > 0; depth--) {
      budget.step();
      BtfType l = local.resolved(localId);
      BtfType t = target.resolved(targetId);
      if (!sameKind(l, t)) {
        return false;
      }
      if (l instanceof BtfType.Ptr p && t instanceof BtfType.Ptr q) {
        localId = p.type();
        targetId = q.type();
      } else if (l instanceof BtfType.Array a && t instanceof BtfType.Array b) {
        localId = a.type();
        targetId = b.type();
      } else if (l instanceof BtfType.FuncProto f && t instanceof BtfType.FuncProto g) {
        if (!parametersCompatible(f, g, level)) {
          return false;
        }
        localId = f.returnType();
        targetId = g.returnType();
      } else if (l instanceof BtfType.Int i && t instanceof BtfType.Int j) {
        return i.bitOffset() == 0 && j.bitOffset() == 0;
      } else {
        return l instanceof BtfType.VoidType
            || l instanceof BtfType.Composite
            || l instanceof BtfType.Enumeration
            || l instanceof BtfType.Forward;
      }
    }
    throw tooDeep();
  }

  private boolean parametersCompatible(BtfType.FuncProto l, BtfType.FuncProto t, int level) {
    if (l.params().size() != t.params().size()) {
      return false;
    }
    for (int i = 0; i < l.params().size(); i++) {
      if (level <= 0) {
        throw tooDeep();
      }
      if (!compatible(
          local.resolve(l.params().get(i).type()),
          target.resolve(t.params().get(i).type()),
          level - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether every part of the local type is in the kernel's, by name, kind and size. */
  boolean matches(int localId, int targetId) {
    return matches(localId, targetId, false, MAX_LEVEL);
  }

  private boolean matches(int localId, int targetId, boolean behindPointer, int level) {
    if (level <= 0) {
      throw tooDeep();
    }
    for (int depth = MAX_LEVEL; depth > 0; depth--) {
      budget.step();
      BtfType l = local.resolved(localId);
      BtfType t = target.resolved(targetId);
      if (!namesMatch(l.name(), t.name())) {
        return false;
      }
      boolean same = l.kind() == t.kind();
      switch (l) {
        case BtfType.Forward f -> {
          return switch (t) {
            case BtfType.Forward g -> f.union() == g.union();
            case BtfType.Composite c -> behindPointer && f.union() == c.union();
            default -> false;
          };
        }
        case BtfType.Enumeration e -> {
          return t instanceof BtfType.Enumeration f && enumsMatch(e, f);
        }
        case BtfType.Composite c -> {
          if (behindPointer) {
            return same || t instanceof BtfType.Forward f && f.union() == c.union();
          }
          return same && membersMatch(c, (BtfType.Composite) t, level);
        }
        case BtfType.Int i -> {
          return t instanceof BtfType.Int j && i.size() == j.size() && i.signed() == j.signed();
        }
        case BtfType.VoidType _ -> {
          return same;
        }
        case BtfType.Ptr(int pointee) when same -> {
          behindPointer = true;
          localId = pointee;
          targetId = ((BtfType.Ptr) t).type();
        }
        case BtfType.Array a when same && a.count() == ((BtfType.Array) t).count() -> {
          localId = a.type();
          targetId = ((BtfType.Array) t).type();
        }
        case BtfType.FuncProto p when same -> {
          BtfType.FuncProto q = (BtfType.FuncProto) t;
          if (p.params().size() != q.params().size()) {
            return false;
          }
          for (int i = 0; i < p.params().size(); i++) {
            if (!matches(
                p.params().get(i).type(), q.params().get(i).type(), behindPointer, level - 1)) {
              return false;
            }
          }
          localId = p.returnType();
          targetId = q.returnType();
        }
        default -> {
          return false;
        }
      }
    }
    throw tooDeep();
  }

  private static boolean namesMatch(String localName, String targetName) {
    return targetName.isEmpty()
        ? localName.isEmpty()
        : essentialName(localName).equals(essentialName(targetName));
  }

  private boolean enumsMatch(BtfType.Enumeration l, BtfType.Enumeration t) {
    if (l.size() != t.size() || l.values().size() > t.values().size()) {
      return false;
    }
    for (BtfType.Enumerator value : l.values()) {
      boolean found = false;
      for (BtfType.Enumerator other : t.values()) {
        budget.step();
        found |= namesMatch(value.name(), other.name());
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private boolean membersMatch(BtfType.Composite l, BtfType.Composite t, int level) {
    if (l.members().size() > t.members().size()) {
      return false;
    }
    for (BtfType.Member member : l.members()) {
      boolean found = false;
      for (BtfType.Member other : t.members()) {
        budget.step();
        if (namesMatch(member.name(), other.name())
            && matches(member.type(), other.type(), false, level - 1)) {
          found = true;
          break;
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static CoreException tooDeep() {
    return new CoreException("types nested too deeply to compare");
  }
}
