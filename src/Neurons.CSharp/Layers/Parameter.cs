using System.Numerics.Tensors;

namespace Neurons;

/// <summary>Numbers of a layer that training changes, or that are stored with it: weights, or a parameter of its neurons.</summary>
public sealed class Parameter
{
    private readonly Action? _onChanged;
    private readonly Func<bool>? _isAllowed;

    internal Parameter(string name, Tensor<float> value, bool isLearnable = true, Action? onChanged = null, Func<bool>? isAllowed = null)
    {
        Name = name;
        Value = value;
        IsLearnable = isLearnable;
        _onChanged = onChanged;
        _isAllowed = isAllowed;
    }

    /// <summary>The name in its layer, such as <c>weight</c>; in a network, the number of the layer comes before it: <c>0.weight</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>The numbers, contiguous. After writing to them, call <see cref="Changed"/>.</summary>
    public Tensor<float> Value { get; }

    /// <summary>Whether an optimizer changes it.</summary>
    public bool IsLearnable { get; }

    /// <summary>Whether the numbers are such as <see cref="Changed"/> leaves as they are.</summary>
    internal bool IsAllowed => _isAllowed?.Invoke() ?? true;

    /// <summary>
    /// Tells the layer that the numbers have been written to. A parameter with an allowed range is brought back into it; a number that
    /// breaks a rule with other parameters, such as a threshold below the reset potential, goes back towards what it was, until the
    /// rule holds.
    /// </summary>
    /// <exception cref="NotFiniteNumberException">A parameter of neurons has a number that is NaN, or infinite in a range without a bound; it is again what it was.</exception>
    public void Changed() => _onChanged?.Invoke();
}
