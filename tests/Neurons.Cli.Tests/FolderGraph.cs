using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Neurons.Cli.Tests;

/// <summary>
/// Which folders of a project's source refer to which: read from what the compiler made of it, the assembly, and from its debug symbols, which
/// tell the file of each method. What comes from a file of the project itself, in no folder, is left out.
/// </summary>
internal sealed class FolderGraph
{
    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    private readonly MetadataReader _reader, _symbols;
    private readonly PEReader _image;
    private readonly string _root;
    private readonly Dictionary<TypeDefinitionHandle, string> _folderOfType = [];
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    private FolderGraph(PEReader image, MetadataReader symbols, string root)
    {
        (_image, _reader, _symbols, _root) = (image, image.GetMetadataReader(), symbols, root);
        foreach (var handle in _reader.TypeDefinitions) _folderOfType[handle] = FolderOfType(handle);
        foreach (var handle in _reader.TypeDefinitions) Read(handle);
    }

    /// <summary>The folders by those that refer to them, and of each pair one example.</summary>
    /// <param name="assembly">The assembly's file; its symbols lie beside it.</param>
    /// <param name="root">The project's folder.</param>
    public static IReadOnlyDictionary<string, SortedDictionary<string, string>> Of(string assembly, string root)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        return new FolderGraph(image, symbols.GetMetadataReader(), Path.GetFullPath(root) + Path.DirectorySeparatorChar)._uses;
    }

    /// <summary>The folder of a method's file; "" where it has none.</summary>
    private string FolderOf(MethodDefinitionHandle method)
    {
        var information = _symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
        if (information.SequencePointsBlob.IsNil) return "";
        foreach (var point in information.GetSequencePoints())
        {
            if (point.Document.IsNil) continue;
            var path = _symbols.GetString(_symbols.GetDocument(point.Document).Name);
            if (!path.StartsWith(_root, StringComparison.Ordinal)) return "";
            var inside = path[_root.Length..].Split('/', '\\');
            return inside.Length > 1 && inside[0] != "obj" ? inside[0] : "";
        }
        return "";
    }

    /// <summary>Where most of its methods are, else those of the types within it; of what has no methods, where the source declares it.</summary>
    private string FolderOfType(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var own = type.GetMethods().Select(FolderOf).Where(folder => folder != "").GroupBy(folder => folder).MaxBy(group => group.Count())?.Key;
        own ??= type.GetNestedTypes().Select(FolderOfType).FirstOrDefault(folder => folder != "");
        if (own is not null) return own;
        if (!type.GetDeclaringType().IsNil) return "";
        var name = _reader.GetString(type.Name).Split('`')[0];
        return Directory.EnumerateFiles(_root, $"{name}.cs", SearchOption.AllDirectories)
            .Select(path => path[_root.Length..].Split(Path.DirectorySeparatorChar))
            .FirstOrDefault(path => path.Length > 1 && path[0] is not ("obj" or "bin"))?[0] ?? "";
    }

    private void Read(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var folder = _folderOfType[handle];
        var name = _reader.GetString(type.Name);
        var types = new Collector(this, to => Add(folder, to, name));
        types.Take(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations()) types.Take(_reader.GetInterfaceImplementation(implemented).Interface);
        foreach (var field in type.GetFields()) _reader.GetFieldDefinition(field).DecodeSignature(types, 0);
        foreach (var member in type.GetMethods())
        {
            var method = _reader.GetMethodDefinition(member);
            var from = FolderOf(member) is { Length: > 0 } own ? own : folder;
            var where = $"{name}.{_reader.GetString(method.Name)}";
            var used = new Collector(this, to => Add(from, to, where));
            method.DecodeSignature(used, 0);
            if (method.RelativeVirtualAddress == 0) continue;
            var body = _image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil) _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(used, 0);
            ReadCode(body.GetILReader(), token => Use(token, used, to => Add(from, to, where)));
        }
    }

    /// <summary>Hands on the tokens in the code of a method.</summary>
    private static void ReadCode(BlobReader code, Action<EntityHandle> token)
    {
        while (code.RemainingBytes > 0)
        {
            short value = code.ReadByte();
            if (value == 0xFE) value = unchecked((short)(0xFE00 | code.ReadByte()));
            var operand = _opCodes[value].OperandType;
            switch (operand)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    token(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var count = code.ReadInt32();
                    code.Offset += 4 * count;
                    break;
                default:
                    code.Offset += operand switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }

    private void Use(EntityHandle token, Collector types, Action<string> use)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = (MethodDefinitionHandle)token;
                use(FolderOf(method) is { Length: > 0 } own ? own : _folderOfType[_reader.GetMethodDefinition(method).GetDeclaringType()]);
                break;
            case HandleKind.FieldDefinition:
                use(_folderOfType[_reader.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType()]);
                break;
            case HandleKind.MethodSpecification:
                var generic = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
                generic.DecodeSignature(types, 0);
                Use(generic.Method, types, use);
                break;
            case HandleKind.MemberReference:
                types.Take(_reader.GetMemberReference((MemberReferenceHandle)token).Parent);
                break;
            default:
                types.Take(token);
                break;
        }
    }

    private void Add(string from, string to, string where)
    {
        if (from == "" || to == "" || from == to) return;
        if (!_uses.TryGetValue(from, out var uses)) _uses[from] = uses = new(StringComparer.Ordinal);
        uses.TryAdd(to, where);
    }

    /// <summary>Hands on the folders of the types that a signature names.</summary>
    private sealed class Collector(FolderGraph graph, Action<string> use) : ISignatureTypeProvider<int, int>
    {
        public void Take(EntityHandle type)
        {
            if (type.IsNil) return;
            if (type.Kind == HandleKind.TypeDefinition) use(graph._folderOfType[(TypeDefinitionHandle)type]);
            else if (type.Kind == HandleKind.TypeSpecification)
                graph._reader.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, 0);
        }

        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            use(graph._folderOfType[handle]);
            return 0;
        }

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(int genericContext, int index) => 0;

        public int GetGenericTypeParameter(int genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetTypeFromSpecification(MetadataReader reader, int genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, 0);
    }
}
