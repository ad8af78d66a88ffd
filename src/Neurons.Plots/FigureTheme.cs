namespace Neurons.Plots;

/// <summary>The colors of a figure's paper and ink.</summary>
public enum FigureTheme
{
    /// <summary>Light or dark, as the reader's system is set.</summary>
    Auto,

    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on dark grey.</summary>
    Dark,
}
