using System.Reflection;
using System.Runtime.CompilerServices;

namespace Neurons.Outside.Tests;

/// <summary>
/// What the library shows to everybody, as files: a change of it has to edit them, and so is seen. With <c>NEURONS_APPROVE=1</c> the tests
/// write the files.
/// </summary>
public sealed class PublicApiTests
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What records, unions and enumerations all have.</summary>
    private static readonly HashSet<string> _everywhere =
        ["Equals", "GetHashCode", "ToString", "Deconstruct", "CompareTo", "value__", "Tag", "PrintMembers", "EqualityContract"];

    [Theory]
    [InlineData("Neurons.Primitives")]
    [InlineData("Neurons.Core")]
    [InlineData("Neurons.CSharp")]
    [InlineData("Neurons.Networks")]
    [InlineData("Neurons.Simulation")]
    [InlineData("Neurons.EventData")]
    [InlineData("Neurons.Gpu")]
    [InlineData("Neurons.Nir")]
    [InlineData("Neurons.Onnx")]
    [InlineData("Neurons.Plots")]
    [InlineData("Neurons.Plots.Png")]
    [InlineData("Neurons.Interactive")]
    public void What_is_public_is_what_was_approved(string assembly)
    {
        var types = Assembly.Load(assembly).GetExportedTypes().Where(IsWritten).OrderBy(type => type.FullName, StringComparer.Ordinal);
        var found = string.Join('\n', types.SelectMany(Lines)) + "\n";
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "PublicApi", $"{assembly}.txt");
        if (Environment.GetEnvironmentVariable("NEURONS_APPROVE") == "1") File.WriteAllText(file, found);
        var approved = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (found == approved) return;
        var (added, removed) = (found.Split('\n').Except(approved.Split('\n')), approved.Split('\n').Except(found.Split('\n')));
        Assert.Fail(
            $"{file} says something else: + {string.Join("\n+ ", added)}\n− {string.Join("\n− ", removed)}\n"
            + "NEURONS_APPROVE=1 dotnet test tests/Neurons.Outside.Tests -c Release writes it.");
    }

    /// <summary>Compilers make types, too.</summary>
    private static bool IsWritten(Type type) =>
        !type.FullName!.Contains('<', StringComparison.Ordinal) && !type.FullName.Contains('@', StringComparison.Ordinal);

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{Kind(type)} {Name(type)}{Base(type)}";
        foreach (var line in type.GetMembers(Own).Select(Line).OfType<string>().Distinct().Order(StringComparer.Ordinal)) yield return $"    {line}";
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";

    private static string Base(Type type) =>
        type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && parent != typeof(MulticastDelegate)
            ? $" : {Name(parent)}" : "";

    private static string? Line(MemberInfo member) => member switch
    {
        _ when member.Name.Contains('<', StringComparison.Ordinal) || member.Name.Contains('@', StringComparison.Ordinal) => null,
        _ when _everywhere.Contains(member.Name) => null,
        ConstructorInfo constructor when IsSeen(constructor) => $"new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsSeen(method) =>
            $"{Static(method.IsStatic)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(true).Any(IsSeen) =>
            $"{Static(property.GetAccessors(true)[0].IsStatic)}{Name(property.PropertyType)} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo { IsPublic: true } field => $"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Accessors(PropertyInfo property) =>
        string.Join(' ', property.GetAccessors(true).Where(IsSeen)
            .Select(accessor => accessor.Name.Split('_')[0] + ";").Order(StringComparer.Ordinal));

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        if (type.IsByRef) return $"{Name(type.GetElementType()!)}&";
        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
