// Entry point of the page.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './page/App.tsx';

const place = document.getElementById('page');
if (place !== null) createRoot(place).render(<App />);
