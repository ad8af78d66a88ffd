using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Neurons.Networks;

/// <summary>
/// A record of options as named values and back: what its longest constructor takes, and what can be set besides. A value that is not
/// named keeps the record's default.
/// </summary>
internal sealed class OptionsRecord
{
    /// <summary>What is read of a record; a trimmed application keeps it.</summary>
    internal const DynamicallyAccessedMemberTypes Read =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly ConstructorInfo? _constructor;
    private readonly Option[] _options;

    private OptionsRecord(ConstructorInfo? constructor, Option[] options) => (_constructor, _options) = (constructor, options);

    /// <summary>That of a part without options.</summary>
    public static OptionsRecord None { get; } = new(null, []);

    /// <summary>The names of the options.</summary>
    public IEnumerable<string> Names => _options.Select(option => option.Name);

    /// <summary>Finds out about a type of record.</summary>
    /// <exception cref="ArgumentException">It has no public constructor, or an option of a type that no file can hold.</exception>
    public static OptionsRecord Of<[DynamicallyAccessedMembers(Read)] T>()
    {
        var type = typeof(T);
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)
            ?? throw new ArgumentException($"{type.Name} has no public constructor; options are a record that has one.");
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var options = new List<Option>();
        foreach (var parameter in constructor.GetParameters())
        {
            var property = Array.Find(
                properties, one => one.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase) && one.PropertyType == parameter.ParameterType)
                ?? throw new ArgumentException(
                    $"{type.Name}: the constructor takes {parameter.Name}, and there is no property of this name and type; options are a record.");
            var initial = parameter.HasDefaultValue ? Default(parameter) : null;
            options.Add(new(property, parameter) { HasInitial = parameter.HasDefaultValue, Initial = initial });
        }
        foreach (var property in properties)
        {
            if (!property.CanWrite || property.GetIndexParameters().Length > 0) continue;
            if (options.All(option => option.Property.Name != property.Name)) options.Add(new(property, null));
        }
        if (options.GroupBy(option => PartName.Key(option.Name)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException(
                $"{type.Name}: {string.Join(" and ", twice.Select(option => option.Property.Name))} are one name in a file, where case and "
                + "underscores make no difference.");
        var set = options.FindAll(option => option.Parameter is null && !option.IsRequired);
        if (set.Count > 0 && constructor.GetParameters().All(parameter => parameter.HasDefaultValue))
        {
            var given = options.Where(option => option.Parameter is not null).Select(option => option.Initial).ToArray();
            var plain = constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, given, null);
            foreach (var option in set) (option.HasInitial, option.Initial) = (true, option.Property.GetValue(plain));
        }
        foreach (var option in options)
        {
            if (!PartValue.Takes(option.Property.PropertyType))
                throw new ArgumentException(
                    $"{type.Name}: {option.Property.Name} is of the type {option.Property.PropertyType.Name}, which no file can hold; "
                    + "bool, int, long, ulong, double, text, enumerations, lists of int or double, and parts of networks can be options.");
        }
        return new(constructor, [.. options]);
    }

    /// <summary>Makes a record of named values.</summary>
    /// <param name="kind">The name of the part, for messages.</param>
    /// <param name="values">The values.</param>
    /// <param name="place">Where the part stands.</param>
    /// <param name="known">Names besides those of the options.</param>
    /// <exception cref="FormatException">A value is of another kind, is missing, or has no option; the message names it.</exception>
    public object Create(string kind, JsonObject values, PartPlace place, params ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in values)
        {
            var isKnown = Names.Any(option => PartName.Same(option, name));
            foreach (var other in known) isKnown |= PartName.Same(other, name);
            if (values.FirstOrDefault(other => other.Key != name && PartName.Same(other.Key, name)).Key is { } twice)
                throw new FormatException($"{kind} has '{name}' and '{twice}', which are one name");
            if (!isKnown)
                throw new FormatException($"{kind} has no '{name}'; it has {string.Join(", ", Names)}.{DefinitionModule.suggestion(Names, name)}");
        }
        var arguments = _options.Where(option => option.Parameter is not null).Select(option => Value(option, values, place)).ToArray();
        if (_constructor is null) return this;
        var record = _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        foreach (var option in _options)
        {
            if (option.Parameter is not null) continue;
            if (Of(values, option, out var node))
            {
                var value = PartValue.Read(option.Name, node, option.Property.PropertyType, place);
                option.Property.SetValue(record, value, BindingFlags.DoNotWrapExceptions, null, null, null);
            }
            else if (option.IsRequired)
            {
                throw Missing(option);
            }
        }
        return record;
    }

    /// <summary>The values of a record that differ from their default, and those without one.</summary>
    public JsonObject Describe(object record)
    {
        var values = new JsonObject();
        foreach (var option in _options)
        {
            var value = option.Property.GetValue(record);
            if (value is null ? !option.TakesNull || option is { HasInitial: true, Initial: null } : Equals(value, option.Initial)) continue;
            values[option.Name] = value is null ? null : PartValue.Write(value, option.Property.PropertyType);
        }
        return values;
    }

    /// <summary>Whether a value is given; null is one only where the option takes it.</summary>
    private static bool Of(JsonObject values, Option option, out JsonNode? node)
    {
        var (name, value) = values.FirstOrDefault(pair => PartName.Same(pair.Key, option.Name));
        node = value;
        return value is not null || (name is not null && option.TakesNull);
    }

    private static object? Value(Option option, JsonObject values, PartPlace place)
    {
        if (Of(values, option, out var node)) return PartValue.Read(option.Name, node, option.Property.PropertyType, place);
        return option.Parameter is { HasDefaultValue: true } ? option.Initial : throw Missing(option);
    }

    private static FormatException Missing(Option option) =>
        new($"{option.Name} is missing; it must be {PartValue.Words(option.Property.PropertyType)}");

    /// <summary>The default of an enumeration is given as its number.</summary>
    private static object? Default(ParameterInfo parameter) =>
        parameter.DefaultValue is { } value
        && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is { IsEnum: true } type
            ? Enum.ToObject(type, value) : parameter.DefaultValue;

    private sealed record Option(PropertyInfo Property, ParameterInfo? Parameter)
    {
        public string Name { get; } = PartName.Snake(Property.Name);

        /// <summary>Whether one that the constructor does not take has to be given.</summary>
        public bool IsRequired => Property.IsDefined(typeof(RequiredMemberAttribute));

        /// <summary>Whether null is a value of it: not of a class that has to be given.</summary>
        public bool TakesNull => Property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(Property.PropertyType) is not null
            : Parameter is null ? !IsRequired : Parameter.HasDefaultValue;

        /// <summary>Whether the default is known; that of a property is not where the constructor takes what has to be given.</summary>
        public bool HasInitial { get; set; }

        /// <summary>The default; null where it is not known.</summary>
        public object? Initial { get; set; }
    }
}
