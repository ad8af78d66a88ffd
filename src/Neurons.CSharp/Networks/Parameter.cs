using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>Numbers of a layer that training changes, or that are stored with it: weights, or a parameter of its neurons.</summary>
public sealed class Parameter
{
    private readonly Action? _onChanged;
    private readonly Initializer? _initial;
    private readonly nint[] _shape;
    private Tensor<float>? _value;
    private Action<Tensor<float>>? _newer;

    /// <summary>A parameter of a layer. Its memory is taken when the layer becomes part of a network, or when it is first asked for.</summary>
    /// <param name="name">The name in its layer, such as <c>weight</c>; letters, digits and <c>_</c>.</param>
    /// <param name="shape">The lengths, each at least 1.</param>
    /// <param name="initial">How the first numbers are drawn; null for 0.</param>
    /// <param name="isLearnable">Whether an optimizer changes it; otherwise it is only stored.</param>
    /// <exception cref="ArgumentException">The name has other characters, or the shape is not possible.</exception>
    public Parameter(string name, ReadOnlySpan<int> shape, Initializer? initial = null, bool isLearnable = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            throw new ArgumentException($"Parameter: name is '{name}'; letters, digits and _ are possible.", nameof(name));
        (Name, _initial, IsLearnable) = (name, initial, isLearnable);
        _shape = Shapes.Native(Shapes.Checked($"Parameter {name}", shape.ToArray()));
    }

    internal Parameter(string name, Tensor<float> value, bool isLearnable, Action onChanged, Func<bool> isAllowed)
    {
        (Name, _shape, _value, IsLearnable, _onChanged) = (name, value.Lengths.ToArray(), value, isLearnable, onChanged);
        Rule = _ => isAllowed() ? null : "values that are not allowed";
    }

    /// <summary>The name in its layer, such as <c>weight</c>; in a network, the place of the layer comes before it: <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>The lengths.</summary>
    public ReadOnlySpan<nint> Shape => _shape;

    /// <summary>The numbers, contiguous. After writing to them, call <see cref="Changed"/>.</summary>
    public Tensor<float> Value
    {
        get
        {
            var value = _value ??= Tensor.CreateFromShape<float>(_shape);
            if (_newer is not { } fetch) return value;
            _newer = null;
            fetch(value);
            return value;
        }
    }

    /// <summary>How often <see cref="Changed"/> has been called: a copy made at another number is out of date.</summary>
    public long Version { get; private set; }

    /// <summary>
    /// Whether every number is allowed and nobody is told of a change, as of weights: then an update may be made elsewhere, and
    /// <see cref="IsNewer"/> says so.
    /// </summary>
    public bool IsFree => _onChanged is null && Least is null && Most is null;

    /// <summary>Whether an optimizer changes it.</summary>
    public bool IsLearnable { get; }

    /// <summary>
    /// Says what is wrong with finite numbers, such as "a variance below 0", or null where nothing is: a file with such numbers is refused,
    /// and none is written. Null where every number is allowed.
    /// </summary>
    public Func<Tensor<float>, string?>? Rule { get; init; }

    /// <summary>The least number that is allowed, which <see cref="Changed"/> brings smaller ones back to; null where there is none.</summary>
    public float? Least { get; init; }

    /// <summary>The greatest number that is allowed, which <see cref="Changed"/> brings larger ones back to; null where there is none.</summary>
    public float? Most { get; init; }

    /// <summary>
    /// Tells the layer that the numbers have been written to. A parameter with an allowed range is brought back into it; a number that
    /// breaks a rule with other parameters, such as a threshold below the reset potential, goes back towards what it was, until the
    /// rule holds.
    /// </summary>
    /// <exception cref="NotFiniteNumberException">
    /// A parameter of neurons has a number that is NaN, or infinite in a range without a bound; it is again what it was.
    /// </exception>
    public void Changed()
    {
        Version++;
        if (Least is { } least) TensorPrimitives.Max(Value.ReadOnlySpan(), least, Value.Span());
        if (Most is { } most) TensorPrimitives.Min(Value.ReadOnlySpan(), most, Value.Span());
        _onChanged?.Invoke();
    }

    /// <summary>
    /// Tells that there are newer numbers elsewhere, such as in the memory of a device: they are fetched when <see cref="Value"/> is next asked for.
    /// </summary>
    /// <param name="fetch">Copies them.</param>
    public void IsNewer(Action<Tensor<float>> fetch)
    {
        ArgumentNullException.ThrowIfNull(fetch);
        _newer = fetch;
    }

    /// <summary>Draws the first numbers.</summary>
    /// <exception cref="ArgumentException">The initializer gives numbers that are not finite.</exception>
    internal void Draw(RandomStream random)
    {
        if (_initial is null) return;
        _initial.Fill(random, Value);
        if (!TensorPrimitives.IsFiniteAll<float>(Value.ReadOnlySpan()))
            throw new ArgumentException($"Initializer: {_initial} gives weights that are not finite in float32.");
    }
}
